/** The table of documents as they stand: rows in, rows out. Values stay JSON text until somebody reads them. */
import type { DatabaseSync } from 'node:sqlite'
import type { ListOptions, ListResult, StoredDocument } from '../index.ts'

/** A document whose value is still text. */
export interface Row {
  readonly key: string
  readonly value: string
  readonly revision: number
  readonly createdRevision: number
}

export interface Documents {
  find(collection: string, key: string): Row | undefined
  all(collection: string): readonly Row[]
  put(collection: string, row: Row): void
  remove(collection: string, key: string): void
  list(collection: string, options: ListOptions, revision: number): ListResult
}

export function documentOf(row: Row): StoredDocument {
  return { key: row.key, value: JSON.parse(row.value), revision: row.revision, createdRevision: row.createdRevision }
}

const COLUMNS = 'key, value, revision, createdRevision'
/** Sorts after every text: SQLite orders all BLOBs behind all TEXTs. */
const END = new Uint8Array(0)
const NO_LIMIT = -1

export function documentsOf(database: DatabaseSync): Documents {
  const find = database.prepare(`SELECT ${COLUMNS} FROM documents WHERE collection = ? AND key = ?`)
  const put = database.prepare(
    `INSERT INTO documents (collection, key, value, revision, createdRevision) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, revision = excluded.revision, createdRevision = excluded.createdRevision`,
  )
  const remove = database.prepare('DELETE FROM documents WHERE collection = ? AND key = ?')
  const range = (above: '>' | '>=') =>
    database.prepare(`SELECT ${COLUMNS} FROM documents WHERE collection = ? AND key ${above} ? AND key < ? ORDER BY key LIMIT ?`)
  const from = range('>=')
  const after = range('>')

  function rows(collection: string, options: ListOptions, limit: number): Row[] {
    const prefix = options.prefix ?? ''
    const end = endOfPrefix(prefix) ?? END
    const isBeyondPrefix = options.after !== undefined && isAtOrAfter(options.after, prefix)
    const found = isBeyondPrefix
      ? after.all(collection, options.after ?? '', end, limit)
      : from.all(collection, prefix, end, limit)
    return found as unknown as Row[]
  }

  return {
    find: (collection, key) => find.get(collection, key) as unknown as Row | undefined,
    all: (collection) => rows(collection, {}, NO_LIMIT),
    put: (collection, row) => void put.run(collection, row.key, row.value, row.revision, row.createdRevision),
    remove: (collection, key) => void remove.run(collection, key),
    list(collection, options, revision) {
      const limit = options.limit ?? Number.POSITIVE_INFINITY
      const found = rows(collection, options, Number.isFinite(limit) ? limit + 1 : NO_LIMIT)
      const more = found.length > limit
      return { documents: (more ? found.slice(0, limit) : found).map(documentOf), revision, more }
    },
  }
}

function isAtOrAfter(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) >= 0
}

const LAST_CODE_POINT = 0x10ffff
const BEFORE_SURROGATES = 0xd7ff
const AFTER_SURROGATES = 0xe000

/** The first text behind all that start with `prefix`; `undefined` if none is. */
function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (points.at(-1) === LAST_CODE_POINT) points.pop()
  const last = points.pop()
  if (last === undefined) return undefined
  return String.fromCodePoint(...points, last === BEFORE_SURROGATES ? AFTER_SURROGATES : last + 1)
}
