/** A store in memory with the revisions and preconditions of the real one, for tests of services. Watches nothing. */
import type { Change, CommitResult, ListOptions, ListResult, Store, StoredDocument } from '../../../storage/index.ts'

export function memoryStore(): Store {
  const collections = new Map<string, Map<string, StoredDocument>>()
  let revision = 0
  const of = (name: string) => {
    const found = collections.get(name) ?? new Map<string, StoredDocument>()
    collections.set(name, found)
    return found
  }
  const holds = (change: Change) => {
    const current = of(change.collection).get(change.key)
    if (change.expect === 'any') return true
    if (change.expect === 'absent') return current === undefined
    return current?.revision === change.expect.revision
  }
  const apply = (change: Change) => {
    const documents = of(change.collection)
    const current = documents.get(change.key)
    if (change.type === 'delete') documents.delete(change.key)
    if (change.type !== 'put') return
    const value = structuredClone(change.value)
    documents.set(change.key, { key: change.key, value, revision, createdRevision: current?.createdRevision ?? revision })
  }
  return {
    get: async (collection, key) => structuredClone(of(collection).get(key)),
    list: async (collection, options: ListOptions = {}): Promise<ListResult> => {
      const all = [...of(collection).values()]
        .filter((document) => document.key.startsWith(options.prefix ?? '') && document.key > (options.after ?? ''))
        .sort((left, right) => (left.key < right.key ? -1 : 1))
      const documents = structuredClone(all.slice(0, options.limit ?? all.length))
      return { documents, revision, more: documents.length < all.length }
    },
    commit: async (changes): Promise<CommitResult> => {
      const failed = changes.findIndex((change) => !holds(change))
      const change = changes[failed]
      if (change !== undefined) {
        const current = of(change.collection).get(change.key)
        return current === undefined ? { ok: false, index: failed } : { ok: false, index: failed, current }
      }
      revision++
      for (const each of changes) apply(each)
      return { ok: true, revision }
    },
    watch: async () => ({ close: () => undefined }),
    revision: async () => revision,
    clear: async (names) => {
      for (const name of names) collections.delete(name)
    },
    close: async () => undefined,
  }
}
