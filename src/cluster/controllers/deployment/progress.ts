/**
 * How far a rollout has come: complete, progressing, or stuck beyond its deadline.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 */
import type { JsonObject } from '../../../base/index.ts'
import { conditionOf, type KubeObject } from '../../../kube/index.ts'
import { transitionTime, withCondition } from '../conditions.ts'
import { numberIn, objectIn, objectsIn, stringIn, timeIn } from '../members.ts'
import { replicasOf } from './rolling-limits.ts'

const NO_DEADLINE = 2 ** 31 - 1

export interface Progress {
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
}

export function progressing(deployment: KubeObject): JsonObject | undefined {
  return conditionOf(deployment, 'Progressing')
}

/** Seconds; `undefined` if a rollout may take for ever. */
export function deadlineOf(deployment: KubeObject): number | undefined {
  const seconds = numberIn(deployment['spec'], 'progressDeadlineSeconds')
  return seconds === NO_DEADLINE ? undefined : seconds
}

/** The status with this Progressing condition. @param now RFC 3339 */
export function withProgress(deployment: KubeObject, progress: Progress, now: string, status?: JsonObject): JsonObject {
  const before = progressing(deployment)
  const base = status ?? objectIn(deployment, 'status')
  const unchanged = before?.['status'] === progress.status && before['reason'] === progress.reason
  const condition = {
    type: 'Progressing',
    ...progress,
    lastUpdateTime: now,
    lastTransitionTime: transitionTime(before, progress.status, now),
  }
  // More pods than before is progress, and the deadline runs anew from it; all other news is told once.
  const kept = unchanged && progress.reason !== 'ReplicaSetUpdated' ? before : condition
  return { ...base, conditions: withCondition(objectsIn(base, 'conditions'), kept) }
}

export function isComplete(deployment: KubeObject, status: JsonObject): boolean {
  const wanted = replicasOf(deployment)
  return (
    (numberIn(status, 'updatedReplicas') ?? 0) === wanted &&
    (numberIn(status, 'replicas') ?? 0) === wanted &&
    (numberIn(status, 'availableReplicas') ?? 0) === wanted &&
    (numberIn(status, 'observedGeneration') ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** More updated, fewer old, more ready or more available pods than the status had. */
export function hasProgressed(deployment: KubeObject, status: JsonObject): boolean {
  const before = objectIn(deployment, 'status')
  const old = (from: JsonObject) => (numberIn(from, 'replicas') ?? 0) - (numberIn(from, 'updatedReplicas') ?? 0)
  const grew = (member: string) => (numberIn(status, member) ?? 0) > (numberIn(before, member) ?? 0)
  return grew('updatedReplicas') || old(status) < old(before) || grew('readyReplicas') || grew('availableReplicas')
}

/** Milliseconds until the deadline, 0 or less once it has passed; `undefined` if none runs. */
export function untilDeadline(deployment: KubeObject, now: number): number | undefined {
  const condition = progressing(deployment)
  const deadline = deadlineOf(deployment)
  const since = timeIn(condition, 'lastUpdateTime')
  if (deadline === undefined || since === undefined) return undefined
  const reason = stringIn(condition, 'reason')
  if (reason === 'NewReplicaSetAvailable' || reason === 'DeploymentPaused') return undefined
  if (reason === 'ProgressDeadlineExceeded') return 0
  return since + deadline * 1000 - now
}
