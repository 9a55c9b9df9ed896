/**
 * The table of past changes, so that a watch from an older revision works, also after a restart.
 * Bounded in events and in bytes. INVARIANT (whole revisions): what is forgotten is forgotten up to a revision,
 * which is kept in the same transaction; a watch from before it is lost, never silently incomplete.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { StoreEvent } from '../index.ts'
import { documentOf, type Row } from './documents.ts'

/** One document changed by one commit. */
export interface RecordedChange {
  readonly collection: string
  readonly key: string
  readonly revision: number
  /** What stands there now; `undefined` after a deletion. */
  readonly row?: Row
  readonly previous?: Row
}

export interface History {
  append(change: RecordedChange): void
  /** What one collection went through after a revision, oldest first; `lost` if that is not known any more. */
  since(collection: string, revision: number): readonly StoreEvent[] | 'lost'
  /** Forgets the oldest changes beyond the bounds. Call inside a transaction. */
  forget(): void
  /** After a transaction was rolled back: what was appended in it is not there. */
  reload(): void
}

export interface HistoryBounds {
  readonly events: number
  readonly bytes: number
}

export function eventOf(change: RecordedChange): StoreEvent {
  const previous = change.previous && documentOf(change.previous)
  if (change.row !== undefined) {
    const document = documentOf(change.row)
    return previous ? { type: 'put', document, previous } : { type: 'put', document }
  }
  if (previous === undefined) throw new Error('a deletion removes a document')
  return { type: 'delete', key: change.key, revision: change.revision, previous }
}

interface HistoryRow {
  readonly key: string
  readonly revision: number
  readonly value: string | null
  readonly createdRevision: number
  readonly previousValue: string | null
  readonly previousRevision: number | null
  readonly previousCreatedRevision: number | null
}

/** Forgetting costs a scan, so it waits until this share of the bounds is exceeded. */
const SLACK = 1.25

export function historyOf(database: DatabaseSync, bounds: HistoryBounds): History {
  const insert = database.prepare(
    `INSERT INTO history (revision, collection, key, value, createdRevision, previousValue, previousRevision, previousCreatedRevision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const select = database.prepare('SELECT * FROM history WHERE collection = ? AND revision > ? ORDER BY sequence')
  const newestFirst = database.prepare(
    `SELECT revision, ifnull(octet_length(value), 0) + ifnull(octet_length(previousValue), 0) AS bytes
     FROM history ORDER BY sequence DESC`,
  )
  const remove = database.prepare('DELETE FROM history WHERE revision <= ?')
  const forgotten = database.prepare("SELECT value FROM counters WHERE name = 'forgotten'")
  const setForgotten = database.prepare("UPDATE counters SET value = ? WHERE name = 'forgotten'")
  let forgottenRevision = 0
  let keptEvents = 0
  let keptBytes = 0
  reload()

  function reload(): void {
    forgottenRevision = Number(forgotten.get()?.['value'])
    keptEvents = 0
    keptBytes = 0
    for (const row of newestFirst.iterate()) {
      keptEvents += 1
      keptBytes += Number(row['bytes'])
    }
  }

  /** The newest revision that does not fit into the bounds any more. */
  function firstBeyond(): number | undefined {
    let events = 0
    let bytes = 0
    for (const row of newestFirst.iterate()) {
      events += 1
      bytes += Number(row['bytes'])
      if (events > bounds.events || bytes > bounds.bytes) return Number(row['revision'])
    }
    return undefined
  }

  return {
    append({ collection, key, revision, row, previous }) {
      insert.run(
        revision,
        collection,
        key,
        row?.value ?? null,
        row?.createdRevision ?? revision,
        previous?.value ?? null,
        previous?.revision ?? null,
        previous?.createdRevision ?? null,
      )
      keptEvents += 1
      keptBytes += (row?.value.length ?? 0) + (previous?.value.length ?? 0)
    },
    since(collection, revision) {
      if (revision < forgottenRevision) return 'lost'
      return (select.all(collection, revision) as unknown as HistoryRow[]).map((row) => eventOf(changeOf(collection, row)))
    },
    forget() {
      if (keptEvents <= bounds.events * SLACK && keptBytes <= bounds.bytes * SLACK) return
      const beyond = firstBeyond()
      if (beyond !== undefined) {
        remove.run(beyond)
        setForgotten.run(beyond)
      }
      reload()
    },
    reload,
  }
}

function changeOf(collection: string, row: HistoryRow): RecordedChange {
  const { key, revision } = row
  return {
    collection,
    key,
    revision,
    ...(row.value !== null && { row: { key, value: row.value, revision, createdRevision: row.createdRevision } }),
    ...(row.previousValue !== null && {
      previous: {
        key,
        value: row.previousValue,
        revision: row.previousRevision ?? 0,
        createdRevision: row.previousCreatedRevision ?? 0,
      },
    }),
  }
}
