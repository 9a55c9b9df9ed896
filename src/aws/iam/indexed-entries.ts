/**
 * One collection in memory: an entry per document, found by its key and by whatever else names it.
 */
import { accountOfKey } from './documents.ts'
import type { Follower } from './follow-collection.ts'

export interface IndexedEntries<Document, Entry> extends Follower<Document> {
  byKey(key: string): Entry | undefined
  /** By one of the names that `namesOf` gave it. */
  byName(name: string): Entry | undefined
  count(accountId: string): number
}

interface EntryMaking<Document, Entry> {
  /** `previous` is the entry of the same key that this one replaces. */
  make(document: Document, previous: Entry | undefined): Entry
  /** What else finds the entry, apart from its key. */
  namesOf(entry: Entry): readonly string[]
  onChange?(before: Entry | undefined, after: Entry | undefined): void
}

export function indexedEntries<Document, Entry>(making: EntryMaking<Document, Entry>): IndexedEntries<Document, Entry> {
  const byKey = new Map<string, Entry>()
  const byName = new Map<string, Entry>()
  const counts = new Map<string, number>()

  const forget = (entry: Entry): void => {
    for (const name of making.namesOf(entry)) {
      if (byName.get(name) === entry) byName.delete(name)
    }
  }
  const count = (key: string, change: 1 | -1): void => {
    const accountId = accountOfKey(key)
    counts.set(accountId, (counts.get(accountId) ?? 0) + change)
  }
  return {
    byKey: (key) => byKey.get(key),
    byName: (name) => byName.get(name),
    count: (accountId) => counts.get(accountId) ?? 0,
    put(key, document) {
      const before = byKey.get(key)
      const after = making.make(document, before)
      if (before === undefined) count(key, 1)
      else forget(before)
      byKey.set(key, after)
      for (const name of making.namesOf(after)) byName.set(name, after)
      making.onChange?.(before, after)
    },
    delete(key) {
      const before = byKey.get(key)
      if (before === undefined) return
      count(key, -1)
      forget(before)
      byKey.delete(key)
      making.onChange?.(before, undefined)
    },
  }
}
