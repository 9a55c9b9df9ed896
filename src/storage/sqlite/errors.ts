/** Why a database cannot be opened. Everything else that SQLite reports is passed on as it is: nobody can handle it. */

/** Another live process (or another store of this one) has the database open. */
export class StoreLockedError extends Error {
  readonly code = 'STORE_LOCKED'
  override readonly name = 'StoreLockedError'
  readonly path: string

  constructor(path: string, options: ErrorOptions) {
    super(`the store \`${path}\` is open in another process`, options)
    this.path = path
  }
}

/** The file is no store of ours, is damaged, or was written by another version of the program. */
export class StoreFormatError extends Error {
  readonly code = 'STORE_FORMAT'
  override readonly name = 'StoreFormatError'
  readonly path: string

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`the store \`${path}\` cannot be read: ${reason}`, options)
    this.path = path
  }
}
