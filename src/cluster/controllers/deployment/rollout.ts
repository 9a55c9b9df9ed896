/** A Deployment and its ReplicaSets as one look found them, and how a ReplicaSet of it is scaled. */
import type { JsonObject } from '../../../base/index.ts'
import { deepEqual, KINDS, type KubeObject } from '../../../kube/index.ts'
import { type ControllerContext, replaceAndRecord } from '../controller.ts'
import { numberIn, objectIn, timeIn } from '../members.ts'
import { scaleAnnotations } from './revision.ts'
import { replicasOf } from './rolling-limits.ts'

export const COMPONENT = 'deployment-controller'
export const HASH_LABEL = 'pod-template-hash'

export interface Rollout {
  readonly context: ControllerContext
  /** As last read or written. */
  deployment: KubeObject
  /** The one with the Deployment's own template, once there is one. */
  newest: KubeObject | undefined
  /** Oldest first. */
  older: KubeObject[]
}

export function allReplicaSets({ newest, older }: Rollout): KubeObject[] {
  return newest === undefined ? [...older] : [...older, newest]
}

export function totalReplicas(replicaSets: readonly KubeObject[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + replicasOf(replicaSet), 0)
}

export function sumOfStatus(replicaSets: readonly KubeObject[], member: string): number {
  return replicaSets.reduce((sum, replicaSet) => sum + (numberIn(replicaSet['status'], member) ?? 0), 0)
}

/** @param replicaSets all of the Deployment's */
export function openRollout(context: ControllerContext, deployment: KubeObject, replicaSets: readonly KubeObject[]): Rollout {
  const sorted = [...replicaSets].sort(byAge)
  const template = bareTemplate(deployment)
  const newest = sorted.find((replicaSet) => deepEqual(bareTemplate(replicaSet), template))
  return { context, deployment, newest, older: sorted.filter((replicaSet) => replicaSet !== newest) }
}

function byAge(left: KubeObject, right: KubeObject): number {
  const age = (timeIn(left.metadata, 'creationTimestamp') ?? 0) - (timeIn(right.metadata, 'creationTimestamp') ?? 0)
  return age || (left.metadata.name < right.metadata.name ? -1 : 1)
}

/** The template without the hash that only ReplicaSets have. */
export function bareTemplate(workload: KubeObject): unknown {
  const template = objectIn(objectIn(workload, 'spec'), 'template')
  const metadata = objectIn(template, 'metadata')
  const { [HASH_LABEL]: _, ...labels } = objectIn(metadata, 'labels')
  return { ...template, metadata: { ...metadata, labels } }
}

/** Sets a ReplicaSet's size and notes the Deployment's on it. @returns true if the size changed */
export async function scaleReplicaSet(rollout: Rollout, replicaSet: KubeObject, replicas: number): Promise<boolean> {
  const { context, deployment } = rollout
  const before = replicasOf(replicaSet)
  const annotations = { ...replicaSet.metadata.annotations, ...scaleAnnotations(deployment) }
  if (before === replicas && deepEqual(annotations, replicaSet.metadata.annotations)) return false
  const wanted = {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations },
    spec: { ...objectIn(replicaSet, 'spec'), replicas },
  }
  replaceIn(rollout, replicaSet, await replaceAndRecord(context, KINDS.replicaSet, wanted))
  if (before === replicas) return false
  tellScaled(rollout, replicaSet.metadata.name, before, replicas)
  return true
}

export function tellScaled({ context, deployment }: Rollout, name: string, before: number, after: number): void {
  const message = `Scaled ${after > before ? 'up' : 'down'} replica set ${name} from ${before} to ${after}`
  context.recordEvent(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message, component: COMPONENT })
}

function replaceIn(rollout: Rollout, before: KubeObject, after: KubeObject): void {
  if (rollout.newest === before) rollout.newest = after
  else rollout.older = rollout.older.map((each) => (each === before ? after : each))
}

export async function writeStatus(rollout: Rollout, status: JsonObject): Promise<void> {
  const { context, deployment } = rollout
  if (deepEqual(status, deployment['status'])) return
  rollout.deployment = await replaceAndRecord(context, KINDS.deployment, { ...deployment, status }, 'status')
}
