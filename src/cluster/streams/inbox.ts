/**
 * Bytes on their way from a connection to whoever reads a stream: bounded, in order, with an end.
 * `put` resolves when there is room again, so that the connection is read no faster than its slowest stream.
 */

const HIGH_WATER_BYTES = 256 * 1024

export interface Inbox extends AsyncIterable<Uint8Array> {
  put(bytes: Uint8Array): Promise<void>
  /** What has come may still be read. */
  end(): void
  /** Nobody will read: what has come and what comes is dropped. */
  discard(): void
}

export function createInbox(): Inbox {
  const waiting: Uint8Array[] = []
  let size = 0
  let ended = false
  let wakeReader: (() => void) | undefined
  let wakeWriter: (() => void) | undefined
  const stirReader = (): void => {
    wakeReader?.()
    wakeReader = undefined
  }
  const take = (): Uint8Array | undefined => {
    const bytes = waiting.shift()
    if (bytes !== undefined) size -= bytes.length
    if (size < HIGH_WATER_BYTES) {
      wakeWriter?.()
      wakeWriter = undefined
    }
    return bytes
  }
  const finish = (): void => {
    ended = true
    waiting.length = 0
    size = 0
    take()
    stirReader()
  }
  return {
    put(bytes) {
      if (ended || bytes.length === 0) return Promise.resolve()
      waiting.push(bytes)
      size += bytes.length
      stirReader()
      if (size < HIGH_WATER_BYTES) return Promise.resolve()
      return new Promise((resolve) => {
        wakeWriter = resolve
      })
    },
    end() {
      ended = true
      stirReader()
    },
    discard: finish,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const bytes = take()
          if (bytes !== undefined) yield bytes
          else if (ended) return
          else {
            await new Promise<void>((resolve) => {
              wakeReader = resolve
            })
          }
        }
      } finally {
        // A reader that leaves early must not hold up the connection's other streams.
        finish()
      }
    },
  }
}
