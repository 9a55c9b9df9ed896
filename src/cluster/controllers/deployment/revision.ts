/**
 * Revisions: numbers that `kubectl rollout history` and `undo` read from ReplicaSets, and the annotations that a
 * ReplicaSet takes over from its Deployment.
 * Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#deployment-kubernetes-io-revision
 */
import { deepEqual, type KubeObject } from '../../../kube/index.ts'
import { maxReplicas, replicasOf } from './rolling-limits.ts'

export const REVISION = 'deployment.kubernetes.io/revision'
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'
const HISTORY_CHARACTERS = 2_000

/** Of the Deployment only. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
])

export function revisionOf(object: KubeObject): number {
  const revision = Number(object.metadata.annotations?.[REVISION] ?? 0)
  return Number.isSafeInteger(revision) ? revision : 0
}

/** What the newest ReplicaSet is to be called, given the older ones. */
export function nextRevision(older: readonly KubeObject[]): number {
  return Math.max(0, ...older.map(revisionOf)) + 1
}

export function copiedAnnotations(deployment: KubeObject): Record<string, string> {
  return Object.fromEntries(Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !NOT_COPIED.has(name)))
}

export function scaleAnnotations(deployment: KubeObject): Record<string, string> {
  return { [DESIRED_REPLICAS]: String(replicasOf(deployment)), [MAX_REPLICAS]: String(maxReplicas(deployment)) }
}

/** The annotations of a ReplicaSet that is (again) the newest; `undefined` if they are so already. */
export function annotationsAsNewest(
  replicaSet: KubeObject,
  deployment: KubeObject,
  revision: number,
): Record<string, string> | undefined {
  const before = replicaSet.metadata.annotations ?? {}
  const after = { ...before, ...copiedAnnotations(deployment) }
  const old = revisionOf(replicaSet)
  if (old < revision) {
    after[REVISION] = String(revision)
    if (old > 0) after[REVISION_HISTORY] = withRevision(before[REVISION_HISTORY], old)
  }
  return deepEqual(before, after) ? undefined : after
}

function withRevision(history: string | undefined, revision: number): string {
  const all = [...(history === undefined || history === '' ? [] : history.split(',')), String(revision)]
  while (all.join(',').length > HISTORY_CHARACTERS) all.shift()
  return all.join(',')
}
