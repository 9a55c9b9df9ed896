/**
 * A Deployment's status, such that `kubectl rollout status` and `kubectl wait` read it.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/#DeploymentStatus
 */
import type { JsonObject } from '../../../base/index.ts'
import { conditionOf, type KubeObject } from '../../../kube/index.ts'
import { transitionTime, withCondition, withoutCondition } from '../conditions.ts'
import { numberIn, objectIn, objectsIn, timestamp } from '../members.ts'
import { deadlineOf, hasProgressed, isComplete, type Progress, progressing, untilDeadline, withProgress } from './progress.ts'
import { replicasOf, rollingLimits } from './rolling-limits.ts'
import { allReplicaSets, type Rollout, sumOfStatus, totalReplicas } from './rollout.ts'

const COUNTS = ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas']

/** Counts and the condition Available. */
export function countedStatus(rollout: Rollout, now: number): JsonObject {
  const { deployment, newest } = rollout
  const all = allReplicaSets(rollout)
  const availableReplicas = sumOfStatus(all, 'availableReplicas')
  const counts: Record<string, number> = {
    replicas: sumOfStatus(all, 'replicas'),
    updatedReplicas: newest === undefined ? 0 : sumOfStatus([newest], 'replicas'),
    readyReplicas: sumOfStatus(all, 'readyReplicas'),
    availableReplicas,
    unavailableReplicas: Math.max(0, totalReplicas(all) - availableReplicas),
  }
  const before = objectIn(deployment, 'status')
  const others = Object.entries(before).filter(([name]) => !COUNTS.includes(name))
  return {
    ...Object.fromEntries(others),
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    conditions: withAvailability(deployment, availableReplicas, timestamp(now)),
  }
}

function withAvailability(deployment: KubeObject, availableReplicas: number, now: string): JsonObject[] {
  const conditions = objectsIn(deployment['status'], 'conditions')
  const enough = availableReplicas >= replicasOf(deployment) - rollingLimits(deployment).maxUnavailable
  const status = enough ? 'True' : 'False'
  const before = conditionOf(deployment, 'Available')
  if (before?.['status'] === status) return [...conditions]
  return withCondition(conditions, {
    type: 'Available',
    status,
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
    lastUpdateTime: now,
    lastTransitionTime: transitionTime(before, status, now),
  })
}

/** The same, and how the rollout goes: Progressing and ReplicaFailure. */
export function rolloutStatus(rollout: Rollout, now: number): JsonObject {
  const { deployment } = rollout
  const counted = countedStatus(rollout, now)
  const progress = deadlineOf(deployment) === undefined ? undefined : progressOf(rollout, counted, now)
  const told = progress === undefined ? counted : withProgress(deployment, progress, timestamp(now), counted)
  const conditions = objectsIn(told, 'conditions')
  const failure = allReplicaSets(rollout)
    .map((replicaSet) => conditionOf(replicaSet, 'ReplicaFailure'))
    .find((condition) => condition !== undefined)
  const kept = deadlineOf(deployment) === undefined ? withoutCondition(conditions, 'Progressing') : conditions
  return { ...told, conditions: withFailure(kept, failure, timestamp(now)) }
}

/** `undefined`: nothing new to say. */
function progressOf(rollout: Rollout, status: JsonObject, now: number): Progress | undefined {
  const { deployment, newest } = rollout
  const subject = newest === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newest.metadata.name}"`
  const before = progressing(deployment)
  const wasComplete =
    before?.['reason'] === 'NewReplicaSetAvailable' &&
    (numberIn(status, 'replicas') ?? 0) === (numberIn(status, 'updatedReplicas') ?? 0)
  if (wasComplete) return undefined
  if (isComplete(deployment, status)) {
    return { status: 'True', reason: 'NewReplicaSetAvailable', message: `${subject} has successfully progressed.` }
  }
  if (hasProgressed(deployment, status)) {
    return { status: 'True', reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` }
  }
  const left = untilDeadline(deployment, now)
  if (left === undefined || left > 0) return undefined
  return { status: 'False', reason: 'ProgressDeadlineExceeded', message: `${subject} has timed out progressing.` }
}

function withFailure(conditions: readonly JsonObject[], failure: JsonObject | undefined, now: string): JsonObject[] {
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure')
  const before = conditions.find(({ type }) => type === 'ReplicaFailure')
  if (before?.['status'] === failure['status'] && before?.['reason'] === failure['reason']) return [...conditions]
  return withCondition(conditions, { ...failure, lastUpdateTime: now })
}
