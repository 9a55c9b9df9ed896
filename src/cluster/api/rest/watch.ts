/**
 * WATCH: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 * From a resourceVersion every later change, in order; without one (or with `0`) first what stands, as ADDED.
 * An object that begins or ceases to match the selectors is ADDED or DELETED to this watcher.
 */
import { apiVersionOf, badRequest, expired, type KubeObject, type KubernetesError } from '../../../kube/index.ts'
import type { Subscription } from '../../../storage/index.ts'
import type { ObjectChange } from '../objects.ts'
import type { ApiResource } from '../resource.ts'
import { tooNew } from './list.ts'
import type { ApiParts } from './operations.ts'
import { isSelected, type Selection } from './selection.ts'

export interface WatchRequest {
  readonly selection: Selection
  readonly resourceVersion?: string
  /** First what stands, then a bookmark that says so, then changes. */
  readonly sendInitialEvents?: boolean
}

export interface ApiWatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: KubeObject
}

export interface Watcher {
  onEvent(event: ApiWatchEvent): void
  /** No event follows. */
  onEnd(error: KubernetesError): void
}

export async function watchObjects(
  parts: ApiParts,
  resource: ApiResource,
  request: WatchRequest,
  watcher: Watcher,
): Promise<Subscription> {
  const { selection } = request
  let afterRevision = await startOf(parts, request)
  if (afterRevision === undefined) {
    const { items, revision } = await parts.objects.list(resource.kind, selection.namespace)
    for (const object of items) if (isSelected(object, selection, resource)) watcher.onEvent({ type: 'ADDED', object })
    if (request.sendInitialEvents === true) watcher.onEvent(bookmark(resource, revision, true))
    afterRevision = revision
  }
  return parts.objects.watch({
    kind: resource.kind,
    afterRevision,
    onLost: () => watcher.onEnd(expired()),
    onChange(change) {
      const event = toEvent(change, selection, resource)
      if (event !== undefined) watcher.onEvent(event)
    },
  })
}

/** The revision to start after; `undefined`: with what stands. */
async function startOf(parts: ApiParts, request: WatchRequest): Promise<number | undefined> {
  const { resourceVersion = '' } = request
  const asked = Number(resourceVersion)
  if (!Number.isSafeInteger(asked) || asked < 0)
    throw badRequest(`Invalid value: ${JSON.stringify(resourceVersion)}: not a resource version`)
  const current = await parts.objects.revision()
  if (asked > current) throw tooNew(asked, current)
  if (request.sendInitialEvents !== undefined) return request.sendInitialEvents ? undefined : asked === 0 ? current : asked
  return asked === 0 ? undefined : asked
}

function toEvent(change: ObjectChange, selection: Selection, resource: ApiResource): ApiWatchEvent | undefined {
  const was = change.previous !== undefined && isSelected(change.previous, selection, resource)
  if (change.type === 'delete') return was ? { type: 'DELETED', object: change.previous } : undefined
  const is = isSelected(change.object, selection, resource)
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: change.object }
  if (!was || change.previous === undefined) return undefined
  const metadata = { ...change.previous.metadata, resourceVersion: String(change.revision) }
  return { type: 'DELETED', object: { ...change.previous, metadata } }
}

/** Tells how far the stream has come. @param initial the first one, after what stands */
export function bookmark(resource: ApiResource, revision: number, initial: boolean): ApiWatchEvent {
  const annotations = initial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...annotations }
  const { kind } = resource.kind
  return { type: 'BOOKMARK', object: { kind, apiVersion: apiVersionOf(resource.kind), metadata } as unknown as KubeObject }
}
