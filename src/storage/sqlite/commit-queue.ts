/**
 * Group commit: commits that arrive in one turn of the event loop share one transaction, because the sync to disk
 * costs a hundred times what the changes cost. Each is still all-or-nothing on its own: its preconditions are all
 * checked before its first write, so one that fails has written nothing.
 *
 * INVARIANT (durable before told): watchers and callers hear of a commit only after the transaction is on disk.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Change, CommitResult, Precondition } from '../index.ts'
import { type Documents, documentOf, type Row } from './documents.ts'
import type { History, RecordedChange } from './history.ts'

/** A change whose value is text already: nobody can change it between the call and the commit. */
export type PreparedChange =
  | {
      readonly type: 'put'
      readonly collection: string
      readonly key: string
      readonly text: string
      readonly expect: Precondition
    }
  | Exclude<Change, { readonly type: 'put' }>

export interface CommitQueue {
  /** @param plan called inside the transaction */
  add(plan: () => readonly PreparedChange[]): Promise<CommitResult>
  /** Commits what waits, now. */
  flush(): void
  revision(): number
}

interface Waiting {
  readonly plan: () => readonly PreparedChange[]
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: unknown) => void
}

export function commitQueue(
  database: DatabaseSync,
  documents: Documents,
  history: History,
  tell: (changes: readonly RecordedChange[]) => void,
): CommitQueue {
  const begin = database.prepare('BEGIN')
  const end = database.prepare('COMMIT')
  const setRevision = database.prepare("UPDATE counters SET value = ? WHERE name = 'revision'")
  let revision = Number(database.prepare("SELECT value FROM counters WHERE name = 'revision'").get()?.['value'])
  let waiting: Waiting[] = []

  function transact(batch: readonly Waiting[]): { newest: number; recorded: RecordedChange[]; results: CommitResult[] } {
    const recorded: RecordedChange[] = []
    const results: CommitResult[] = []
    let newest = revision
    begin.run()
    for (const { plan } of batch) {
      const result = apply(plan(), newest, documents, recorded)
      if (result.ok) newest = result.revision
      results.push(result)
    }
    for (const change of recorded) history.append(change)
    if (newest !== revision) setRevision.run(newest)
    history.forget()
    end.run()
    return { newest, recorded, results }
  }

  /** What one of them meets (a full disk, say), all of the transaction have met. */
  function rollBack(batch: readonly Waiting[], error: unknown): void {
    if (database.isTransaction) database.exec('ROLLBACK')
    history.reload()
    for (const { reject } of batch) reject(error)
  }

  function flush(): void {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    let outcome: ReturnType<typeof transact>
    try {
      outcome = transact(batch)
    } catch (error) {
      rollBack(batch, error)
      return
    }
    revision = outcome.newest
    tell(outcome.recorded)
    for (const [index, result] of outcome.results.entries()) batch[index]?.resolve(result)
  }

  return {
    add(plan) {
      const { promise, resolve, reject } = Promise.withResolvers<CommitResult>()
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ plan, resolve, reject })
      return promise
    },
    flush,
    revision: () => revision,
  }
}

function apply(
  changes: readonly PreparedChange[],
  before: number,
  documents: Documents,
  recorded: RecordedChange[],
): CommitResult {
  const standing = changes.map(({ collection, key }) => documents.find(collection, key))
  const failed = changes.findIndex((change, index) => !holds(change.expect, standing[index]))
  if (failed >= 0) {
    const current = standing[failed]
    return current ? { ok: false, index: failed, current: documentOf(current) } : { ok: false, index: failed }
  }
  const revision = before + 1
  const recordedBefore = recorded.length
  for (const [index, change] of changes.entries()) {
    const written = write(change, revision, standing[index], documents)
    if (written !== undefined) recorded.push(written)
  }
  return { ok: true, revision: recorded.length > recordedBefore ? revision : before }
}

function holds(expect: Precondition, standing: Row | undefined): boolean {
  if (expect === 'any') return true
  return expect === 'absent' ? standing === undefined : standing?.revision === expect.revision
}

function write(
  change: PreparedChange,
  revision: number,
  previous: Row | undefined,
  documents: Documents,
): RecordedChange | undefined {
  const { collection, key } = change
  if (change.type === 'put') {
    const row: Row = { key, value: change.text, revision, createdRevision: previous?.createdRevision ?? revision }
    documents.put(collection, row)
    return { collection, key, revision, row, ...(previous && { previous }) }
  }
  if (change.type === 'check' || previous === undefined) return undefined
  documents.remove(collection, key)
  return { collection, key, revision, previous }
}
