/**
 * The server's side of a SPDY/3.1 connection, as far as kubectl's exec, attach and port-forward use it: the client opens
 * streams, both sides send data and half-close. Source:
 * https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
 * Flow control windows are granted for what arrives and not enforced for what is sent: kubectl's library does neither.
 * Refuses: frames over 1 MiB and more streams than LIMITS.kube allows, by ending the connection.
 */
import { type ByteSink, type ByteStream, LIMITS } from '../../base/index.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createHeaderCodec, type SpdyHeaders } from './spdy-headers.ts'

const HEADER_BYTES = 8
const MAX_FRAME_BYTES = 1024 * 1024
const MAX_DATA_BYTES = 32 * 1024
const FIN = 1
const FRAME = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7, windowUpdate: 9 } as const

export interface SpdyStream extends ByteSink {
  readonly headers: SpdyHeaders
  readonly incoming: AsyncIterable<Uint8Array>
}

export interface SpdyConnection {
  /** Streams in the order in which the client opens them; ends with the connection. */
  readonly streams: AsyncIterable<SpdyStream>
  /** Sends what is waiting, then closes. */
  close(): Promise<void>
}

interface Frame {
  readonly isControl: boolean
  readonly type: number
  readonly streamId: number
  readonly flags: number
  readonly payload: Buffer
}

export function acceptSpdy(transport: ByteStream): SpdyConnection {
  const codec = createHeaderCodec()
  const inboxes = new Map<number, Inbox>()
  const opened = openedStreams()
  let sending: Promise<void> = Promise.resolve()
  const send = (frame: () => Uint8Array | Promise<Uint8Array>): Promise<void> => {
    // One after the other: header blocks share a compression context, so their order is their meaning.
    sending = sending.then(async () => transport.write(await frame())).catch(() => undefined)
    return sending
  }
  const open = async (frame: Frame): Promise<void> => {
    const streamId = frame.payload.readUInt32BE(0) & 0x7fffffff
    if (inboxes.size >= LIMITS.kube.streamsPerConnection) throw new RangeError('too many SPDY streams')
    const headers = await codec.decode(frame.payload.subarray(10))
    const inbox = createInbox()
    inboxes.set(streamId, inbox)
    void send(async () => controlFrame(FRAME.synReply, Buffer.concat([uint32(streamId), await codec.encode({})])))
    opened.push({ headers, incoming: inbox, ...sinkOf(streamId, send) })
    if ((frame.flags & FIN) !== 0) inbox.end()
  }
  const receive = async (frame: Frame): Promise<void> => {
    const inbox = inboxes.get(frame.streamId)
    if (inbox === undefined) return
    if (frame.payload.length > 0) {
      await inbox.put(frame.payload)
      void send(() => controlFrame(FRAME.windowUpdate, Buffer.concat([uint32(frame.streamId), uint32(frame.payload.length)])))
    }
    if ((frame.flags & FIN) !== 0) inbox.end()
  }
  const handle = async (frame: Frame): Promise<boolean> => {
    if (!frame.isControl) await receive(frame)
    else if (frame.type === FRAME.synStream) await open(frame)
    else if (frame.type === FRAME.ping) void send(() => controlFrame(FRAME.ping, frame.payload))
    else if (frame.type === FRAME.rstStream) {
      const streamId = frame.payload.readUInt32BE(0) & 0x7fffffff
      inboxes.get(streamId)?.end()
      inboxes.delete(streamId)
    }
    return !(frame.isControl && frame.type === FRAME.goAway)
  }
  const read = async (): Promise<void> => {
    try {
      for await (const frame of framesOf(transport.incoming)) if (!(await handle(frame))) break
    } catch {
      // A malformed frame or a broken connection ends this connection and nothing else.
      transport.destroy()
    } finally {
      for (const inbox of inboxes.values()) inbox.end()
      opened.end()
      codec.close()
    }
  }
  void read()
  return {
    streams: opened,
    close: async () => {
      await sending
      transport.end()
    },
  }
}

function sinkOf(streamId: number, send: (frame: () => Uint8Array) => Promise<void>): ByteSink {
  let ended = false
  return {
    async write(bytes) {
      for (let offset = 0; offset < bytes.length && !ended; offset += MAX_DATA_BYTES) {
        const part = bytes.subarray(offset, offset + MAX_DATA_BYTES)
        await send(() => dataFrame(streamId, part, 0))
      }
    },
    end() {
      if (ended) return
      ended = true
      void send(() => dataFrame(streamId, new Uint8Array(0), FIN))
    },
  }
}

async function* framesOf(incoming: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let buffered: Buffer = Buffer.alloc(0)
  for await (const chunk of incoming) {
    buffered = buffered.length === 0 ? Buffer.from(chunk) : Buffer.concat([buffered, chunk])
    while (buffered.length >= HEADER_BYTES) {
      const length = buffered.readUInt32BE(4) & 0xffffff
      if (length > MAX_FRAME_BYTES) throw new RangeError('a SPDY frame is too large')
      if (buffered.length < HEADER_BYTES + length) break
      yield {
        isControl: ((buffered[0] ?? 0) & 0x80) !== 0,
        type: buffered.readUInt16BE(2),
        streamId: buffered.readUInt32BE(0) & 0x7fffffff,
        flags: buffered[4] ?? 0,
        payload: Buffer.from(buffered.subarray(HEADER_BYTES, HEADER_BYTES + length)),
      }
      buffered = buffered.subarray(HEADER_BYTES + length)
    }
  }
}

function openedStreams(): AsyncIterable<SpdyStream> & { push(stream: SpdyStream): void; end(): void } {
  const waiting: SpdyStream[] = []
  let ended = false
  let wake: (() => void) | undefined
  return {
    push(stream) {
      waiting.push(stream)
      wake?.()
    },
    end() {
      ended = true
      wake?.()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const stream = waiting.shift()
        if (stream !== undefined) yield stream
        else if (ended) return
        else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}

function controlFrame(type: number, payload: Uint8Array): Uint8Array {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt16BE(0x8003, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE(payload.length, 4)
  return Buffer.concat([head, payload])
}

function dataFrame(streamId: number, payload: Uint8Array, flags: number): Uint8Array {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt32BE(streamId, 0)
  head.writeUInt32BE(payload.length, 4)
  head[4] = flags
  return Buffer.concat([head, payload])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
