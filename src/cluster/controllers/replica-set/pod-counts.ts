/** How many pods of a ReplicaSet there are, are ready, and have been ready long enough. */
import { conditionOf, isPodReady, type KubeObject } from '../../../kube/index.ts'
import { objectIn, timeIn } from '../members.ts'

export interface PodCounts {
  readonly replicas: number
  readonly fullyLabeledReplicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
  /** Until the next ready pod counts as available; absent if none is waiting. */
  readonly nextAvailableMs?: number
}

/** Milliseconds since 1970 at which the pod became ready. */
export function readySince(pod: KubeObject): number | undefined {
  return timeIn(conditionOf(pod, 'Ready'), 'lastTransitionTime')
}

export function countPods(pods: readonly KubeObject[], template: unknown, minReadySeconds: number, now: number): PodCounts {
  const labels = Object.entries(objectIn(objectIn(template, 'metadata'), 'labels'))
  const ready = pods.filter(isPodReady)
  const waits = ready.map((pod) => (minReadySeconds === 0 ? 0 : (readySince(pod) ?? now) + minReadySeconds * 1000 - now))
  const waiting = waits.filter((wait) => wait > 0)
  return {
    replicas: pods.length,
    fullyLabeledReplicas: pods.filter(({ metadata }) => labels.every(([key, value]) => metadata.labels?.[key] === value)).length,
    readyReplicas: ready.length,
    availableReplicas: ready.length - waiting.length,
    ...(waiting.length === 0 ? {} : { nextAvailableMs: Math.min(...waiting) }),
  }
}
