/**
 * Kubernetes objects in the store: one collection per kind, keys `namespace/name` (or `name`), and the store's
 * revision as `metadata.resourceVersion`, which therefore is never stored.
 */
import type { JsonValue } from '../../base/index.ts'
import { isJsonObject } from '../../base/index.ts'
import { type Kind, type KubeObject, qualifiedPlural } from '../../kube/index.ts'
import type { Change, Store, StoredDocument, Subscription } from '../../storage/index.ts'

export interface ObjectList {
  readonly items: readonly KubeObject[]
  readonly revision: number
}

export type ObjectChange =
  | { readonly type: 'put'; readonly object: KubeObject; readonly previous?: KubeObject; readonly revision: number }
  | { readonly type: 'delete'; readonly previous: KubeObject; readonly revision: number }

export interface WatchTarget {
  readonly kind: Kind
  readonly afterRevision: number
  onChange(change: ObjectChange): void
  onLost(): void
}

/** Another writer was first. */
export type Lost = 'lost'

export interface ObjectStore {
  get(kind: Kind, namespace: string | undefined, name: string): Promise<KubeObject | undefined>
  list(kind: Kind, namespace?: string): Promise<ObjectList>
  /** `lost`: there is one of that name. */
  insert(kind: Kind, object: KubeObject): Promise<KubeObject | Lost>
  /** Expects the version that `object.metadata.resourceVersion` names. */
  replace(kind: Kind, object: KubeObject): Promise<KubeObject | Lost>
  remove(kind: Kind, object: KubeObject): Promise<number | Lost>
  watch(target: WatchTarget): Promise<Subscription>
  revision(): Promise<number>
}

/** The store's collection of a kind: `kube/pods`, `kube/deployments.apps`. */
export function collectionOf(kind: Kind): string {
  return `kube/${qualifiedPlural(kind)}`
}

export function createObjectStore(store: Store): ObjectStore {
  const write = async (change: Change): Promise<number | Lost> => {
    const result = await store.commit([change])
    return result.ok ? result.revision : 'lost'
  }
  return {
    async get(kind, namespace, name) {
      const document = await store.get(collectionOf(kind), keyOf(kind, namespace, name))
      return document === undefined ? undefined : toObject(document)
    },
    async list(kind, namespace) {
      const options = namespace === undefined ? {} : { prefix: `${namespace}/` }
      const { documents, revision } = await store.list(collectionOf(kind), options)
      return { items: documents.map(toObject), revision }
    },
    async insert(kind, object) {
      const stored = await write({ ...putOf(kind, object), expect: 'absent' })
      return stored === 'lost' ? stored : withVersion(object, stored)
    },
    async replace(kind, object) {
      const stored = await write({ ...putOf(kind, object), expect: { revision: revisionOf(object) } })
      return stored === 'lost' ? stored : withVersion(object, stored)
    },
    remove(kind, object) {
      const { namespace, name } = object.metadata
      const key = keyOf(kind, namespace, name)
      return write({ type: 'delete', collection: collectionOf(kind), key, expect: { revision: revisionOf(object) } })
    },
    watch({ kind, afterRevision, onChange, onLost }) {
      return store.watch({
        collection: collectionOf(kind),
        afterRevision,
        onLost,
        onEvent(event) {
          if (event.type === 'delete') {
            onChange({
              type: 'delete',
              previous: withVersion(toObject(event.previous), event.revision),
              revision: event.revision,
            })
            return
          }
          const previous = event.previous === undefined ? {} : { previous: toObject(event.previous) }
          onChange({ type: 'put', object: toObject(event.document), ...previous, revision: event.document.revision })
        },
      })
    },
    revision: () => store.revision(),
  }
}

function keyOf(kind: Kind, namespace: string | undefined, name: string): string {
  return kind.namespaced ? `${namespace ?? ''}/${name}` : name
}

function putOf(kind: Kind, object: KubeObject) {
  const { namespace, name } = object.metadata
  const { resourceVersion: _, ...metadata } = object.metadata
  const value = { ...object, metadata } as unknown as JsonValue
  return { type: 'put', collection: collectionOf(kind), key: keyOf(kind, namespace, name), value } as const
}

/** INVARIANT (stored objects): only this module writes these collections, and it writes whole objects. */
function toObject(document: StoredDocument): KubeObject {
  if (!isJsonObject(document.value)) throw new TypeError(`not an object: ${document.key}`)
  return withVersion(document.value as unknown as KubeObject, document.revision)
}

function withVersion(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
}

function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion)
}
