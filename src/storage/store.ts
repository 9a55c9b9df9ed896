/**
 * The store: versioned JSON documents in named collections, with etcd's semantics.
 * Semantics follow https://etcd.io/docs/v3.6/learning/api/ : one revision counter for the whole store,
 * every commit that changes something raises it by one, a document remembers the revision that made it and the one
 * that last changed it. All preconditions of a commit are held against what stood before it.
 *
 * Promises: an acknowledged commit is durable (unless the store was opened as ephemeral); all changes of a
 * commit happen or none; every watcher of this `Store` value has been told, in revision order, before `commit`
 * resolves, so a view fed by `watch` reads its own writes.
 * Refuses: nothing silently. A failed precondition is a value that names the change; a revision that is no
 * longer kept, or that this store has never had, is reported to the watcher as `lost`. A commit that changes one key
 * twice, or a key that is empty, holds NUL or is no well-formed Unicode, is a bug: it throws a TypeError.
 */
import type { JsonValue } from '../base/index.ts'

export interface StoredDocument<Value = JsonValue> {
  readonly key: string
  readonly value: Value
  /** The revision that last changed it. */
  readonly revision: number
  /** The revision that made it. */
  readonly createdRevision: number
}

/** What must hold for a change: `absent` (no document), a revision (unchanged since), or `any`. */
export type Precondition = 'absent' | 'any' | { readonly revision: number }

export type Change =
  | {
      readonly type: 'put'
      readonly collection: string
      readonly key: string
      readonly value: JsonValue
      readonly expect: Precondition
    }
  | { readonly type: 'delete'; readonly collection: string; readonly key: string; readonly expect: Precondition }
  /** Changes nothing, but the commit fails if the precondition does not hold. */
  | { readonly type: 'check'; readonly collection: string; readonly key: string; readonly expect: Precondition }

export type CommitResult =
  | { readonly ok: true; readonly revision: number }
  /** `index` is the first change whose precondition failed; `current` is the document that stands there. */
  | { readonly ok: false; readonly index: number; readonly current?: StoredDocument }

export interface ListOptions {
  /** Only keys that start so. */
  readonly prefix?: string
  /** Only keys greater than this one (keys are ordered by code point). */
  readonly after?: string
  readonly limit?: number
}

export interface ListResult<Value = JsonValue> {
  readonly documents: readonly StoredDocument<Value>[]
  /** The store's revision that this list is a picture of. */
  readonly revision: number
  /** True if `limit` cut the list. */
  readonly more: boolean
}

export type StoreEvent =
  | { readonly type: 'put'; readonly document: StoredDocument; readonly previous?: StoredDocument }
  /** `revision` is that of the deletion; `previous` is what stood there. */
  | { readonly type: 'delete'; readonly key: string; readonly revision: number; readonly previous: StoredDocument }

export interface WatchOptions {
  readonly collection: string
  /** Events after this revision are delivered, past ones first, then live ones. */
  readonly afterRevision: number
  /** The document is shared by all watchers: read it, never change it. Called in revision order, synchronously from `commit` for live events; must not throw and must not block. */
  onEvent(event: StoreEvent): void
  /** The revision asked for is no longer kept, or of another store's history: list again. No event follows. */
  onLost(): void
}

export interface Subscription {
  close(): void
}

export interface Store {
  get(collection: string, key: string): Promise<StoredDocument | undefined>
  list(collection: string, options?: ListOptions): Promise<ListResult>
  commit(changes: readonly Change[]): Promise<CommitResult>
  /** Past events are delivered before the promise resolves. */
  watch(options: WatchOptions): Promise<Subscription>
  /** The newest revision; 0 for an empty store. */
  revision(): Promise<number>
  /** Removes every document of the collections (a revision like any other: watchers see deletions). */
  clear(collections: readonly string[]): Promise<void>
  close(): Promise<void>
}
