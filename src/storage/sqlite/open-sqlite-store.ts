/**
 * The embedded store: one SQLite file (Node's own `node:sqlite`), or memory for what may be forgotten.
 * Needs nobody else to have the file open: see `openDatabase` for the lock, `commitQueue` for durability.
 */
import { LIMITS } from '../../base/index.ts'
import type { Change, Store } from '../index.ts'
import { commitQueue, type PreparedChange } from './commit-queue.ts'
import { documentOf, documentsOf } from './documents.ts'
import { historyOf } from './history.ts'
import { openDatabase } from './open-database.ts'
import { watchers } from './watchers.ts'

export interface SqliteStoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  /** Past events kept for watches from an older revision. */
  readonly keptEvents?: number
}

/** Throws `StoreLockedError` or `StoreFormatError`, or the file system's own error. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const database = openDatabase(options.path)
  const documents = documentsOf(database)
  const bounds = { events: options.keptEvents ?? LIMITS.kube.watchBacklog, bytes: LIMITS.store.historyBytes }
  const history = historyOf(database, bounds)
  const subscribers = watchers()
  const queue = commitQueue(database, documents, history, subscribers.tell)

  return {
    async get(collection, key) {
      const row = documents.find(collection, key)
      return row && documentOf(row)
    },
    async list(collection, listOptions = {}) {
      return documents.list(collection, listOptions, queue.revision())
    },
    async commit(changes) {
      if (!database.isOpen) throw new Error('the store is closed')
      const prepared = prepare(changes)
      return queue.add(() => prepared)
    },
    async watch(watchOptions) {
      const revision = queue.revision()
      const past =
        watchOptions.afterRevision > revision ? 'lost' : history.since(watchOptions.collection, watchOptions.afterRevision)
      if (past !== 'lost') return subscribers.add(watchOptions, past, revision)
      watchOptions.onLost()
      return { close() {} }
    },
    async revision() {
      return queue.revision()
    },
    async clear(collections) {
      if (!database.isOpen) throw new Error('the store is closed')
      await queue.add(() =>
        [...new Set(collections)].flatMap((collection) =>
          documents.all(collection).map(({ key }): PreparedChange => ({ type: 'delete', collection, key, expect: 'any' })),
        ),
      )
    },
    async close() {
      if (!database.isOpen) return
      queue.flush()
      database.close()
    },
  }
}

function prepare(changes: readonly Change[]): PreparedChange[] {
  const changed = new Set<string>()
  return changes.map((change) => {
    const { collection, key } = change
    for (const name of [collection, key]) {
      if (name === '' || name.includes('\0') || !name.isWellFormed()) throw new TypeError('a collection and a key are text')
    }
    if (change.type !== 'put' && change.type !== 'delete') return change
    // NUL is in no collection and in no key, so the pair is one text.
    const place = `${collection}\0${key}`
    if (changed.has(place)) throw new TypeError('a commit changes a key at most once')
    changed.add(place)
    if (change.type === 'delete') return change
    return { type: 'put', collection, key, text: JSON.stringify(change.value), expect: change.expect }
  })
}
