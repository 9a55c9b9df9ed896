/**
 * How many pods a rolling update may have too many, and how many may be missing, as whole pods.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 * Percentages of surge are rounded up, of unavailability down; if both come to 0, one pod may be missing.
 */
import type { KubeObject } from '../../../kube/index.ts'
import { numberIn, objectIn, stringIn } from '../members.ts'

export interface RollingLimits {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

export function isRollingUpdate(deployment: KubeObject): boolean {
  return stringIn(objectIn(objectIn(deployment, 'spec'), 'strategy'), 'type') !== 'Recreate'
}

export function replicasOf(object: KubeObject): number {
  return numberIn(object['spec'], 'replicas') ?? 0
}

/** Recreate has neither: whatever is missing is missing. */
export function rollingLimits(deployment: KubeObject): RollingLimits {
  const replicas = replicasOf(deployment)
  if (!isRollingUpdate(deployment) || replicas === 0) return { maxSurge: 0, maxUnavailable: 0 }
  const given = objectIn(objectIn(objectIn(deployment, 'spec'), 'strategy'), 'rollingUpdate')
  const maxSurge = amountOf(given['maxSurge'], replicas, Math.ceil)
  const maxUnavailable = amountOf(given['maxUnavailable'], replicas, Math.floor)
  if (maxSurge === 0 && maxUnavailable === 0) return { maxSurge, maxUnavailable: 1 }
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) }
}

/** The pods that there may be at once. */
export function maxReplicas(deployment: KubeObject): number {
  return replicasOf(deployment) + rollingLimits(deployment).maxSurge
}

function amountOf(amount: unknown, replicas: number, round: (value: number) => number): number {
  if (typeof amount === 'number') return amount
  const percent = typeof amount === 'string' ? Number.parseInt(amount, 10) : 25
  return round((percent * replicas) / 100)
}
