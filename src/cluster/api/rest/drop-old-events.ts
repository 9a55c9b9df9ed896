/**
 * Keeps the number of events bounded, in the place of etcd's lease of an hour: the oldest go first.
 * It looks only now and then, because looking means listing them all.
 */
import { LIMITS } from '../../../base/index.ts'
import { KINDS, type KubeObject } from '../../../kube/index.ts'
import type { ApiParts } from './operations.ts'

const LOOK_EVERY = 128

export async function dropOldEvents(parts: ApiParts, newest: KubeObject): Promise<void> {
  // The store's revision stands in for a counter, so that nothing has to be remembered.
  if (Number(newest.metadata.resourceVersion) % LOOK_EVERY !== 0) return
  const { items } = await parts.objects.list(KINDS.event)
  const byAge = [...items].sort((left, right) => Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion))
  for (const event of byAge.slice(0, Math.max(0, items.length - LIMITS.kube.eventsKept)))
    await parts.objects.remove(KINDS.event, event)
}
