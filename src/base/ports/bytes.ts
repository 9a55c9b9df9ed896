/** Byte streams without Node's stream types, so that the core can name them. */

/** Where bytes can be written; `write` resolves when more is welcome (backpressure). */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>
  /** No more bytes will follow. Safe to call twice. */
  end(): void
}

/** Both ways of one connection. */
export interface ByteStream extends ByteSink {
  /** Ends when the other side has finished; throws if the connection breaks. */
  readonly incoming: AsyncIterable<Uint8Array>
  /** Drops the connection at once. Safe to call twice. */
  destroy(): void
}
