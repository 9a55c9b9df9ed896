/**
 * One step of a rolling update: first more of the new as far as the surge allows, then fewer of the old as far as
 * enough stay available. Unhealthy old pods go first: they serve nobody.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
import type { KubeObject } from '../../../kube/index.ts'
import { numberIn } from '../members.ts'
import { newestReplicas, syncNewest } from './newest-replica-set.ts'
import { replicasOf, rollingLimits } from './rolling-limits.ts'
import { allReplicaSets, type Rollout, scaleReplicaSet, sumOfStatus, totalReplicas } from './rollout.ts'

export async function rollingUpdate(rollout: Rollout): Promise<void> {
  await syncNewest(rollout, true)
  if (await growNewest(rollout)) return
  await shrinkOlder(rollout)
}

async function growNewest(rollout: Rollout): Promise<boolean> {
  const { deployment, newest } = rollout
  if (newest === undefined) return false
  const wanted = replicasOf(deployment)
  return scaleReplicaSet(rollout, newest, replicasOf(newest) > wanted ? wanted : newestReplicas(rollout))
}

async function shrinkOlder(rollout: Rollout): Promise<void> {
  const { deployment, newest } = rollout
  if (totalReplicas(rollout.older) === 0) return
  const minAvailable = replicasOf(deployment) - rollingLimits(deployment).maxUnavailable
  const newestUnavailable = newest === undefined ? 0 : replicasOf(newest) - availableOf(newest)
  const room = totalReplicas(allReplicaSets(rollout)) - minAvailable - newestUnavailable
  if (room <= 0) return
  await removeUnhealthy(rollout, room)
  const spare = sumOfStatus(allReplicaSets(rollout), 'availableReplicas') - minAvailable
  if (spare > 0) await removeOldest(rollout, spare)
}

async function removeUnhealthy(rollout: Rollout, room: number): Promise<void> {
  let left = room
  for (const replicaSet of rollout.older) {
    const unhealthy = replicasOf(replicaSet) - availableOf(replicaSet)
    const fewer = Math.min(left, unhealthy)
    if (fewer <= 0) continue
    await scaleReplicaSet(rollout, replicaSet, replicasOf(replicaSet) - fewer)
    left -= fewer
  }
}

async function removeOldest(rollout: Rollout, spare: number): Promise<void> {
  let left = spare
  for (const replicaSet of rollout.older) {
    const fewer = Math.min(left, replicasOf(replicaSet))
    if (fewer <= 0) continue
    await scaleReplicaSet(rollout, replicaSet, replicasOf(replicaSet) - fewer)
    left -= fewer
  }
}

function availableOf(replicaSet: KubeObject): number {
  return numberIn(replicaSet['status'], 'availableReplicas') ?? 0
}
