/** Who is told of commits, and in which order: every watcher sees revisions rising, none twice, none left out. */
import type { StoreEvent, Subscription, WatchOptions } from '../index.ts'
import { eventOf, type RecordedChange } from './history.ts'

interface Watcher {
  readonly options: WatchOptions
  /** Everything up to here has been delivered or was not asked for. */
  readonly startRevision: number
  closed: boolean
}

export interface Watchers {
  /** Delivers the past, then whatever `tell` brings. @param startRevision the store's revision now */
  add(options: WatchOptions, past: readonly StoreEvent[], startRevision: number): Subscription
  tell(changes: readonly RecordedChange[]): void
}

export function watchers(): Watchers {
  const byCollection = new Map<string, Set<Watcher>>()
  return {
    add(options, past, startRevision) {
      const watcher: Watcher = { options, startRevision, closed: false }
      const group = byCollection.get(options.collection) ?? new Set()
      byCollection.set(options.collection, group.add(watcher))
      for (const event of past) {
        if (!watcher.closed) options.onEvent(event)
      }
      return {
        close() {
          watcher.closed = true
          group.delete(watcher)
        },
      }
    },
    tell(changes) {
      for (const change of changes) {
        const group = byCollection.get(change.collection)
        if (group === undefined || group.size === 0) continue
        const event = eventOf(change)
        // A copy: a watcher may come or go while we tell.
        for (const watcher of [...group]) {
          if (!watcher.closed && change.revision > watcher.startRevision) watcher.options.onEvent(event)
        }
      }
    },
  }
}
