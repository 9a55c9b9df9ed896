/**
 * SPDY/3.1 frames: bytes, split anywhere, into frames, and frames into bytes.
 * Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ section 2.2
 * Refuses what is larger than kubectl ever sends before it is kept: a frame's length is checked with its first bytes.
 */

const HEADER_BYTES = 8
const VERSION = 3
const FIRST_BUFFER_BYTES = 4 * 1024
export const MAX_FRAME_BYTES = 1024 * 1024

export const FRAME = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const

/** No more data follows on this stream in this direction. */
export const FIN = 1

/** What the other side sent is not SPDY/3.1 as we speak it; the connection ends. */
export class SpdyError extends Error {
  override readonly name = 'SpdyError'
}

export interface Frame {
  /** `undefined`: a data frame. */
  readonly controlType: number | undefined
  /** Of a data frame. */
  readonly streamId: number
  readonly flags: number
  readonly payload: Buffer
}

export interface FrameReader {
  /** The frames that these bytes complete; throws `SpdyError`. Take them all before the next call. */
  push(chunk: Uint8Array): Iterable<Frame>
}

export function createFrameReader(): FrameReader {
  // Grows by doubling, so that a frame that comes in single bytes costs no more than one that comes whole.
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES)
  let used = 0
  const append = (chunk: Uint8Array): void => {
    if (used + chunk.length > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(used + chunk.length, buffer.length * 2))
      buffer.copy(larger, 0, 0, used)
      buffer = larger
    }
    buffer.set(chunk, used)
    used += chunk.length
  }
  return {
    *push(chunk) {
      append(chunk)
      let offset = 0
      while (used - offset >= HEADER_BYTES) {
        const length = buffer.readUInt32BE(offset + 4) & 0xffffff
        if (length > MAX_FRAME_BYTES) throw new SpdyError('a SPDY frame is too large')
        if (used - offset < HEADER_BYTES + length) break
        yield frameAt(buffer, offset, length)
        offset += HEADER_BYTES + length
      }
      buffer.copyWithin(0, offset, used)
      used -= offset
    },
  }
}

function frameAt(buffer: Buffer, offset: number, length: number): Frame {
  const first = buffer.readUInt32BE(offset)
  const isControl = first >>> 31 === 1
  if (isControl && ((first >>> 16) & 0x7fff) !== VERSION) throw new SpdyError('not a frame of SPDY version 3')
  const start = offset + HEADER_BYTES
  return {
    controlType: isControl ? first & 0xffff : undefined,
    streamId: isControl ? 0 : first & 0x7fffffff,
    flags: buffer.readUInt8(offset + 4),
    payload: Buffer.from(buffer.subarray(start, start + length)),
  }
}

/** The stream that a control frame is about: the first four bytes of its payload. */
export function streamIdOf({ payload }: Frame): number {
  if (payload.length < 4) throw new SpdyError('a SPDY control frame ends too early')
  return payload.readUInt32BE(0) & 0x7fffffff
}

export function controlFrame(type: number, payload: Uint8Array, flags = 0): Uint8Array {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt16BE(0x8000 | VERSION, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE(payload.length, 4)
  head.writeUInt8(flags, 4)
  return Buffer.concat([head, payload])
}

export function dataFrame(streamId: number, payload: Uint8Array, flags = 0): Uint8Array {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt32BE(streamId, 0)
  head.writeUInt32BE(payload.length, 4)
  head.writeUInt8(flags, 4)
  return Buffer.concat([head, payload])
}

export function uint32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index)
  return bytes
}
