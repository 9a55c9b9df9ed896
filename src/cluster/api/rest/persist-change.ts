/** Stores a changed object, or removes it if this change took away the last thing that held it. */
import { isJsonObject } from '../../../base/index.ts'
import type { KubeObject } from '../../../kube/index.ts'
import type { Target } from '../request-context.ts'
import type { ApiParts } from './operations.ts'

export async function persistChange(parts: ApiParts, { resource }: Target, object: KubeObject): Promise<KubeObject | 'lost'> {
  if (!isReadyToGo(object)) return parts.objects.replace(resource.kind, object)
  const removed = await parts.objects.remove(resource.kind, object)
  return removed === 'lost' ? removed : object
}

/**
 * True for an object that is being deleted and that nothing holds any more: no finalizer, no finalizer of a
 * namespace's spec, and for a pod no grace period (its kubelet deletes it with grace period 0).
 */
export function isReadyToGo(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata
  if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return false
  if ((deletionGracePeriodSeconds ?? 0) > 0) return false
  const spec = object.kind === 'Namespace' && isJsonObject(object['spec']) ? object['spec'] : {}
  return !(Array.isArray(spec['finalizers']) && spec['finalizers'].length > 0)
}
