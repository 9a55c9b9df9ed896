/**
 * Keeps as many pods as a ReplicaSet wants.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
 * Promises: a pod that is refused is tried again with back-off, and the condition ReplicaFailure says why meanwhile.
 */
import type { JsonObject } from '../../../base/index.ts'
import { controllerOf, deepEqual, isPodFinished, KINDS, type KubeObject } from '../../../kube/index.ts'
import { claimDependents } from '../claim-dependents.ts'
import { withCondition, withoutCondition } from '../conditions.ts'
import { type ControllerContext, queueOver, replaceAndRecord } from '../controller.ts'
import { numberIn, objectIn, objectsIn, timestamp } from '../members.ts'
import { ownersOfOrphan } from '../owners-of-orphan.ts'
import type { WorkQueue } from '../work-queue.ts'
import { countPods, type PodCounts } from './pod-counts.ts'
import { type ScalingFailure, scalePods } from './scale-pods.ts'

export function replicaSetController(context: ControllerContext): WorkQueue {
  const queue: WorkQueue = queueOver(context, 'replicaset', KINDS.replicaSet, (replicaSet) => sync(context, queue, replicaSet))
  const replicaSets = context.informers.of(KINDS.replicaSet)
  context.informers.of(KINDS.pod).onChange(({ object, previous }) => {
    for (const pod of previous === undefined ? [object] : [object, previous]) {
      const { namespace } = pod.metadata
      const owner = controllerOf(pod)
      if (owner?.kind === KINDS.replicaSet.kind) queue.add(`${namespace}/${owner.name}`)
      else if (owner === undefined) for (const name of ownersOfOrphan(replicaSets, pod)) queue.add(`${namespace}/${name}`)
    }
  })
  return queue
}

async function sync(context: ControllerContext, queue: WorkQueue, replicaSet: KubeObject): Promise<void> {
  const { name, namespace, deletionTimestamp } = replicaSet.metadata
  const claimed = await claimDependents(context, KINDS.replicaSet, replicaSet, KINDS.pod)
  const scaled = deletionTimestamp === undefined ? await scalePods(context, replicaSet, claimed.filter(isActive)) : undefined
  const pods = context.informers.of(KINDS.pod).list(namespace)
  const own = pods.filter((pod) => controllerOf(pod)?.uid === replicaSet.metadata.uid && isActive(pod))
  const { spec } = replicaSet
  const now = context.clock.now()
  const counts = countPods(own, objectIn(replicaSet, 'spec')['template'], numberIn(spec, 'minReadySeconds') ?? 0, now)
  const status = statusOf(replicaSet, counts, scaled, now)
  if (!deepEqual(status, replicaSet['status'])) {
    await replaceAndRecord(context, KINDS.replicaSet, { ...replicaSet, status }, 'status')
  }
  if (counts.nextAvailableMs !== undefined) queue.addAfter(`${namespace}/${name}`, counts.nextAvailableMs)
  if (scaled !== undefined) throw scaled.error
}

function isActive(pod: KubeObject): boolean {
  return !isPodFinished(pod) && pod.metadata.deletionTimestamp === undefined
}

function statusOf(replicaSet: KubeObject, counts: PodCounts, failed: ScalingFailure | undefined, now: number): JsonObject {
  const { replicas, nextAvailableMs: _, ...others } = counts
  const conditions = conditionsOf(objectsIn(replicaSet['status'], 'conditions'), failed, timestamp(now))
  return {
    replicas,
    // As on the wire from Kubernetes: what is zero is not there.
    ...Object.fromEntries(Object.entries(others).filter(([, count]) => count > 0)),
    observedGeneration: replicaSet.metadata.generation ?? 0,
    ...(conditions.length === 0 ? {} : { conditions }),
  }
}

function conditionsOf(before: readonly JsonObject[], failed: ScalingFailure | undefined, now: string): JsonObject[] {
  const type = 'ReplicaFailure'
  if (failed === undefined) return withoutCondition(before, type)
  const standing = before.find((condition) => condition['type'] === type)
  // The same failure again is not a change: its message may differ each time.
  if (standing?.['status'] === 'True' && standing['reason'] === failed.reason) return [...before]
  const { reason, error } = failed
  return withCondition(before, { type, status: 'True', lastTransitionTime: now, reason, message: error.message })
}
