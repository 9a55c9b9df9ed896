/**
 * Old ReplicaSets beyond `revisionHistoryLimit` go, oldest revision first; those kept are what `kubectl rollout undo`
 * can go back to. Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy
 */
import { KINDS, type KubeObject } from '../../../kube/index.ts'
import { deleteAndLearn } from '../controller.ts'
import { numberIn } from '../members.ts'
import { revisionOf } from './revision.ts'
import { replicasOf } from './rolling-limits.ts'
import type { Rollout } from './rollout.ts'

export async function trimHistory({ context, deployment, older }: Rollout): Promise<void> {
  const limit = numberIn(deployment['spec'], 'revisionHistoryLimit')
  if (limit === undefined) return
  const oldest = [...older].sort((left, right) => revisionOf(left) - revisionOf(right))
  const tooMany = oldest.slice(0, Math.max(0, oldest.length - limit))
  for (const replicaSet of tooMany.filter(isIdle)) await deleteAndLearn(context, KINDS.replicaSet, replicaSet)
}

function isIdle(replicaSet: KubeObject): boolean {
  const { status, metadata } = replicaSet
  const pods = replicasOf(replicaSet) + (numberIn(status, 'replicas') ?? 0)
  const isCurrent = (metadata.generation ?? 0) <= (numberIn(status, 'observedGeneration') ?? 0)
  return pods === 0 && isCurrent && metadata.deletionTimestamp === undefined
}
