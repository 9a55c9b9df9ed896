/**
 * A new size while nothing else changes: all of it to the one active ReplicaSet or, in the middle of a rollout,
 * to each in proportion. Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling
 */
import type { KubeObject } from '../../../kube/index.ts'
import { timeIn } from '../members.ts'
import { DESIRED_REPLICAS, MAX_REPLICAS } from './revision.ts'
import { isRollingUpdate, maxReplicas, replicasOf } from './rolling-limits.ts'
import { allReplicaSets, type Rollout, scaleReplicaSet, sumOfStatus, totalReplicas } from './rollout.ts'

/** True if the ReplicaSets were sized for another number of replicas than the Deployment now wants. */
export function isBeingScaled(rollout: Rollout): boolean {
  const wanted = String(replicasOf(rollout.deployment))
  return active(rollout).some(({ metadata }) => {
    const noted = metadata.annotations?.[DESIRED_REPLICAS]
    return noted !== undefined && noted !== wanted
  })
}

export async function scaleDeployment(rollout: Rollout): Promise<void> {
  const { deployment } = rollout
  const only = activeOrLatest(rollout)
  if (only !== undefined) {
    await scaleReplicaSet(rollout, only, replicasOf(deployment))
    return
  }
  if (rollout.newest !== undefined && isSaturated(rollout.newest, deployment)) {
    for (const replicaSet of rollout.older) if (replicasOf(replicaSet) > 0) await scaleReplicaSet(rollout, replicaSet, 0)
    return
  }
  if (isRollingUpdate(deployment)) await scaleInProportion(rollout)
}

function active(rollout: Rollout): KubeObject[] {
  return allReplicaSets(rollout).filter((replicaSet) => replicasOf(replicaSet) > 0)
}

/** `undefined` if several are active. */
function activeOrLatest(rollout: Rollout): KubeObject | undefined {
  const all = active(rollout)
  if (all.length === 0) return rollout.newest ?? rollout.older.at(-1)
  return all.length === 1 ? all[0] : undefined
}

function isSaturated(newest: KubeObject, deployment: KubeObject): boolean {
  const wanted = replicasOf(deployment)
  const desired = Number(newest.metadata.annotations?.[DESIRED_REPLICAS])
  return replicasOf(newest) === wanted && desired === wanted && sumOfStatus([newest], 'availableReplicas') === wanted
}

async function scaleInProportion(rollout: Rollout): Promise<void> {
  const { deployment } = rollout
  const all = active(rollout)
  const allowed = replicasOf(deployment) > 0 ? maxReplicas(deployment) : 0
  const toAdd = allowed - totalReplicas(all)
  const sorted = [...all].sort((left, right) => replicasOf(right) - replicasOf(left) || byAge(left, right, toAdd > 0))
  const sizes = new Map<KubeObject, number>()
  let left = toAdd
  for (const replicaSet of sorted) {
    const share = toAdd === 0 ? 0 : within(proportion(replicaSet, deployment), left)
    sizes.set(replicaSet, replicasOf(replicaSet) + share)
    left -= share
  }
  for (const [index, replicaSet] of sorted.entries()) {
    const size = (sizes.get(replicaSet) ?? 0) + (index === 0 ? left : 0)
    await scaleReplicaSet(rollout, replicaSet, Math.max(0, size))
  }
}

/** How much of the change this one's part of the former whole is worth. */
function proportion(replicaSet: KubeObject, deployment: KubeObject): number {
  const size = replicasOf(replicaSet)
  if (replicasOf(deployment) === 0) return -size
  const before = Number(replicaSet.metadata.annotations?.[MAX_REPLICAS] ?? 0)
  const whole = before > 0 ? before : sumOfStatus([deployment], 'replicas')
  return whole === 0 ? 0 : Math.round((size * maxReplicas(deployment)) / whole) - size
}

/** No more than is left, in its direction. */
function within(share: number, left: number): number {
  return left > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left)
}

function byAge(left: KubeObject, right: KubeObject, newestFirst: boolean): number {
  const age = (timeIn(left.metadata, 'creationTimestamp') ?? 0) - (timeIn(right.metadata, 'creationTimestamp') ?? 0)
  return newestFirst ? -age : age
}
