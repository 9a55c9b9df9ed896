/**
 * Opens the database file: whose it is, which version wrote it, and that nobody else has it.
 *
 * INVARIANT (one owner): the connection is in SQLite's exclusive locking mode
 * (https://www.sqlite.org/pragma.html#pragma_locking_mode), so the operating system holds the lock and releases it
 * however the process ends, also by SIGKILL. The same mode lets WAL work without shared memory.
 * INVARIANT (durable): WAL with synchronous=FULL syncs the log on every commit
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreFormatError, StoreLockedError } from './errors.ts'

/** "irsa" in ASCII: what https://www.sqlite.org/pragma.html#pragma_application_id is for. */
const APPLICATION_ID = 0x69727361
const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE documents (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    revision INTEGER NOT NULL,
    createdRevision INTEGER NOT NULL,
    PRIMARY KEY (collection, key)
  ) STRICT;
  CREATE TABLE history (
    sequence INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT,
    createdRevision INTEGER NOT NULL,
    previousValue TEXT,
    previousRevision INTEGER,
    previousCreatedRevision INTEGER
  ) STRICT;
  CREATE INDEX historyOfCollection ON history (collection, revision);
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  INSERT INTO counters (name, value) VALUES ('revision', 0), ('forgotten', 0);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

const SQLITE_BUSY = 5
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** @param path a file, made with mode 0600 if there is none, or `:memory:` */
export function openDatabase(path: string): DatabaseSync {
  if (path !== ':memory:') createPrivately(path)
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    // Takes the lock for good, and before anything of the file is changed: it may belong to another program.
    database.exec('BEGIN EXCLUSIVE')
    const isEmpty = checkFormat(database, path)
    database.exec('COMMIT')
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    if (isEmpty) database.exec(`BEGIN EXCLUSIVE; ${SCHEMA} COMMIT`)
    return database
  } catch (error) {
    database.close()
    throw refusalOf(error, path)
  }
}

/**
 * Only a file that is not there is ever opened here: closing a descriptor of a database that this process has open
 * would drop SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** True for a database without anything in it. */
function checkFormat(database: DatabaseSync, path: string): boolean {
  const application = pragma(database, 'application_id')
  const version = pragma(database, 'user_version')
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count']
  if (application === 0 && version === 0 && tables === 0) return true
  if (application !== APPLICATION_ID) throw new StoreFormatError(path, 'it belongs to another program')
  if (version !== SCHEMA_VERSION) {
    const age = version > SCHEMA_VERSION ? 'a newer' : 'an older'
    throw new StoreFormatError(path, `${age} version wrote it (schema ${version}, this program reads ${SCHEMA_VERSION})`)
  }
  return false
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}

function refusalOf(error: unknown, path: string): unknown {
  const extended = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  const primary = extended & 0xff
  if (primary === SQLITE_BUSY) return new StoreLockedError(path, { cause: error })
  if (primary === SQLITE_NOTADB) return new StoreFormatError(path, 'it is not a database', { cause: error })
  if (primary === SQLITE_CORRUPT) return new StoreFormatError(path, 'it is damaged', { cause: error })
  return error
}
