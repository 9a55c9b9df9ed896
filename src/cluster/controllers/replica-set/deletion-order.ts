/**
 * Which pods go first when there are too many.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 * Unscheduled before scheduled, pending before running, not ready before ready, cheaper by annotation before dearer,
 * younger before older.
 */
import { isPodReady, type KubeObject } from '../../../kube/index.ts'
import { stringIn, timeIn } from '../members.ts'
import { readySince } from './pod-counts.ts'

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
const PHASES = ['Pending', 'Unknown', 'Running']

export function inDeletionOrder(pods: readonly KubeObject[]): KubeObject[] {
  return [...pods].sort(
    (left, right) =>
      flag(isScheduled(left)) - flag(isScheduled(right)) ||
      phaseRank(left) - phaseRank(right) ||
      flag(isPodReady(left)) - flag(isPodReady(right)) ||
      costOf(left) - costOf(right) ||
      (isPodReady(left) ? (readySince(right) ?? 0) - (readySince(left) ?? 0) : 0) ||
      (timeIn(right.metadata, 'creationTimestamp') ?? 0) - (timeIn(left.metadata, 'creationTimestamp') ?? 0),
  )
}

function isScheduled(pod: KubeObject): boolean {
  return stringIn(pod['spec'], 'nodeName') !== ''
}

function flag(value: boolean): number {
  return value ? 1 : 0
}

function phaseRank(pod: KubeObject): number {
  return PHASES.indexOf(stringIn(pod['status'], 'phase') || 'Pending')
}

function costOf(pod: KubeObject): number {
  const cost = Number(pod.metadata.annotations?.[DELETION_COST] ?? 0)
  return Number.isInteger(cost) ? cost : 0
}
