/** Node's streams as the byte streams of the port types: backpressure kept, ends and breaks told apart. */
import type { Duplex, Readable, Writable } from 'node:stream'
import type { ByteSink, ByteStream } from '../base/index.ts'

export function byteSink(writable: Writable): ByteSink {
  // A peer that closes early is reported by the reading side; an unhandled 'error' here would end the process.
  writable.on('error', () => undefined)
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (writable.destroyed || writable.writableEnded) {
          reject(new Error('the stream has ended'))
          return
        }
        writable.write(bytes, (error) => (error ? reject(error) : resolve()))
      }),
    end: () => {
      if (!writable.writableEnded && !writable.destroyed) writable.end()
    },
  }
}

export function incomingBytes(readable: Readable): AsyncIterable<Uint8Array> {
  return readable
}

export function byteStream(duplex: Duplex): ByteStream {
  return { ...byteSink(duplex), incoming: incomingBytes(duplex), destroy: () => void duplex.destroy() }
}
