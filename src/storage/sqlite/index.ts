/** The embedded store, on node:sqlite: WAL, synchronous=FULL, locked by the operating system. */
export { StoreFormatError, StoreLockedError } from './errors.ts'
export type { SqliteStoreOptions } from './open-sqlite-store.ts'
export { openSqliteStore } from './open-sqlite-store.ts'
