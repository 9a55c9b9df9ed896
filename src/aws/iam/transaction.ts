/**
 * Read, decide, write: as one step that happens whole or not at all.
 * Every document that `work` has read must still be the same when it commits; if not, `work` runs again on what
 * stands there now. After too many lost races the caller is told so in IAM's words (`ConcurrentModification`).
 */
import type { JsonValue } from '../../base/index.ts'
import type { Change, Precondition, Store } from '../../storage/index.ts'
import type { Collection } from './documents.ts'
import { concurrentModification } from './refusals.ts'

/** Many attach the same policy at once (Terraform has ten workers); each round lets at least one of them through. */
const ATTEMPTS = 64

export interface Transaction {
  /** As it stands, with what this transaction has already written. */
  get<Document>(collection: Collection<Document>, key: string): Promise<Document | undefined>
  put<Document>(collection: Collection<Document>, key: string, document: Document): void
  delete(collection: Collection<unknown>, key: string): void
}

interface Touched {
  readonly collection: string
  readonly key: string
  readonly expect: Precondition
  write?: { readonly value: JsonValue } | 'delete'
}

/** `work` may run several times: it must change nothing outside the transaction. What it throws ends the transaction. */
export async function transact<Answer>(store: Store, work: (transaction: Transaction) => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const touched = new Map<string, Touched>()
    const answer = await work(begin(store, touched))
    const changes = [...touched.values()].map(changeOf)
    if (!changes.some((change) => change.type !== 'check')) return answer
    const outcome = await store.commit(changes)
    if (outcome.ok) return answer
  }
  throw concurrentModification()
}

function begin(store: Store, touched: Map<string, Touched>): Transaction {
  const find = (collection: Collection<unknown>, key: string): Touched => {
    const entry = touched.get(`${collection.name} ${key}`)
    if (!entry) throw new Error(`written before it was read: ${collection.name}`)
    return entry
  }
  return {
    async get<Document>(collection: Collection<Document>, key: string): Promise<Document | undefined> {
      const seen = touched.get(`${collection.name} ${key}`)
      if (seen?.write) return seen.write === 'delete' ? undefined : (seen.write.value as Document)
      const stored = await store.get(collection.name, key)
      const expect = stored ? { revision: stored.revision } : ('absent' as const)
      touched.set(`${collection.name} ${key}`, { collection: collection.name, key, expect })
      // What lies in IAM's collections was written by `put` below.
      return stored?.value as Document | undefined
    },
    put(collection, key, document) {
      find(collection, key).write = { value: document as JsonValue }
    },
    delete(collection, key) {
      find(collection, key).write = 'delete'
    },
  }
}

function changeOf({ collection, key, expect, write }: Touched): Change {
  if (write === undefined) return { type: 'check', collection, key, expect }
  if (write === 'delete') return { type: 'delete', collection, key, expect }
  return { type: 'put', collection, key, value: write.value, expect }
}
