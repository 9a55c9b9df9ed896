/**
 * The port for large content: bytes that are written once, read often and never changed.
 * Promises: what `write` acknowledges is on disk (unless the place itself is for the moment); a write that fails, for
 * whatever reason, leaves nothing; memory does not grow with the content.
 */

export interface WrittenBlob {
  /** Names the content for as long as it is there; safe in file names. */
  readonly id: string
  /** In bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly md5: string
}

/** Both ends inclusive, counted from 0, as HTTP counts. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

export interface BlobStore {
  /**
   * Takes the source to its end. An error of the source is thrown on, after everything is cleaned up.
   * @param limitBytes more than this is a `BlobTooLargeError`
   */
  write(source: AsyncIterable<Uint8Array>, limitBytes?: number): Promise<WrittenBlob>
  /** `undefined` if there is no such blob. What was opened can be read to its end even if it is removed meanwhile. */
  read(id: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Nothing happens if it is not there. */
  remove(id: string): Promise<void>
  /** Every blob that is there, in no order. */
  list(): Promise<readonly string[]>
}

export class BlobTooLargeError extends Error {
  constructor(limitBytes: number) {
    super(`the content is larger than ${limitBytes} bytes`)
    this.name = 'BlobTooLargeError'
  }
}
