/**
 * The server's side of a SPDY/3.1 connection, as far as kubectl's exec, attach and port-forward use it: the client opens
 * streams, both sides send data and half-close. Source:
 * https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
 * Flow control windows are granted for what arrives and not enforced for what is sent: kubectl's library does neither.
 * Refuses: frames over 1 MiB and more open streams than LIMITS.kube allows, by ending the connection.
 */
import { type ByteSink, type ByteStream, LIMITS } from '../../base/index.ts'
import { createInbox, type Inbox } from './inbox.ts'
import {
  controlFrame,
  createFrameReader,
  dataFrame,
  FIN,
  FRAME,
  type Frame,
  SpdyError,
  streamIdOf,
  uint32,
} from './spdy-frames.ts'
import { createHeaderCodec, type HeaderCodec, type SpdyHeaders } from './spdy-headers.ts'

const MAX_DATA_BYTES = 32 * 1024
/** Answers (to pings, window updates) that may wait to be sent before nothing more is read. */
const MAX_WAITING_FRAMES = 256
const SYN_STREAM_HEADER_BYTES = 10
const HEADERS_HEADER_BYTES = 4
const PING_BYTES = 4

export interface SpdyStream extends ByteSink {
  readonly headers: SpdyHeaders
  readonly incoming: AsyncIterable<Uint8Array>
  /** Nobody will read this stream: what comes is dropped and holds up nothing. */
  discard(): void
}

export interface SpdyConnection {
  /** Streams in the order in which the client opens them; ends with the connection. */
  readonly streams: AsyncIterable<SpdyStream>
  /** Sends what is waiting, then closes. */
  close(): Promise<void>
}

interface OpenStream {
  readonly inbox: Inbox
  clientEnded: boolean
  serverEnded: boolean
}

interface Connection {
  readonly codec: HeaderCodec
  readonly streams: Map<number, OpenStream>
  readonly opened: OpenedStreams
  readonly outbox: Outbox
  lastStreamId: number
}

export function acceptSpdy(transport: ByteStream): SpdyConnection {
  const connection: Connection = {
    codec: createHeaderCodec(),
    streams: new Map(),
    opened: openedStreams(),
    outbox: createOutbox(transport),
    lastStreamId: 0,
  }
  void readFrames(transport, connection)
  return {
    streams: connection.opened,
    async close() {
      await connection.outbox.drained()
      transport.end()
    },
  }
}

async function readFrames(transport: ByteStream, connection: Connection): Promise<void> {
  const reader = createFrameReader()
  try {
    for await (const chunk of transport.incoming) {
      for (const frame of reader.push(chunk)) {
        if (frame.controlType === FRAME.goAway) return
        await handle(frame, connection)
        if (connection.outbox.waiting() > MAX_WAITING_FRAMES) await connection.outbox.drained()
      }
    }
  } catch {
    // A malformed frame or a broken connection ends this connection and nothing else.
    transport.destroy()
  } finally {
    for (const { inbox } of connection.streams.values()) inbox.end()
    connection.opened.end()
    connection.codec.close()
  }
}

/** Frames of unknown types are skipped, as the protocol asks. */
async function handle(frame: Frame, connection: Connection): Promise<void> {
  switch (frame.controlType) {
    case undefined:
      return receive(frame, connection)
    case FRAME.synStream:
      return open(frame, connection)
    case FRAME.rstStream:
      return reset(streamIdOf(frame), connection)
    case FRAME.ping:
      if (frame.payload.length !== PING_BYTES) throw new SpdyError('a ping without its id')
      void connection.outbox.send(() => controlFrame(FRAME.ping, frame.payload))
      return
    case FRAME.headers:
      // Dropped, but read: later header blocks build on it.
      await connection.codec.decode(frame.payload.subarray(HEADERS_HEADER_BYTES))
      return
    case FRAME.synReply:
      throw new SpdyError('a reply to a stream that was never opened')
  }
}

async function open(frame: Frame, connection: Connection): Promise<void> {
  const { codec, streams, outbox, opened } = connection
  const streamId = streamIdOf(frame)
  if (streamId % 2 === 0 || streamId <= connection.lastStreamId) throw new SpdyError('a stream id out of order')
  if (streams.size >= LIMITS.kube.streamsPerConnection) throw new SpdyError('too many SPDY streams')
  connection.lastStreamId = streamId
  const headers = await codec.decode(frame.payload.subarray(SYN_STREAM_HEADER_BYTES))
  const stream: OpenStream = { inbox: createInbox(), clientEnded: false, serverEnded: false }
  streams.set(streamId, stream)
  void outbox.send(async () => controlFrame(FRAME.synReply, Buffer.concat([uint32(streamId), await codec.encode({})])))
  const discard = (): void => stream.inbox.discard()
  opened.push({ headers, incoming: stream.inbox, discard, ...sinkOf(streamId, stream, connection) })
  if ((frame.flags & FIN) !== 0) endClientSide(streamId, stream, connection)
}

async function receive({ streamId, payload, flags }: Frame, connection: Connection): Promise<void> {
  const stream = connection.streams.get(streamId)
  if (stream === undefined || stream.clientEnded) return
  if (payload.length > 0) {
    await stream.inbox.put(payload)
    void connection.outbox.send(() => controlFrame(FRAME.windowUpdate, uint32(streamId, payload.length)))
  }
  if ((flags & FIN) !== 0) endClientSide(streamId, stream, connection)
}

function endClientSide(streamId: number, stream: OpenStream, connection: Connection): void {
  stream.clientEnded = true
  stream.inbox.end()
  forgetIfOver(streamId, stream, connection)
}

function reset(streamId: number, connection: Connection): void {
  const stream = connection.streams.get(streamId)
  if (stream === undefined) return
  stream.serverEnded = true
  endClientSide(streamId, stream, connection)
}

/** A connection may forward any number of streams, one after the other. */
function forgetIfOver(streamId: number, stream: OpenStream, { streams }: Connection): void {
  if (stream.clientEnded && stream.serverEnded) streams.delete(streamId)
}

function sinkOf(streamId: number, stream: OpenStream, connection: Connection): ByteSink {
  const { outbox } = connection
  return {
    async write(bytes) {
      for (let offset = 0; offset < bytes.length && !stream.serverEnded; offset += MAX_DATA_BYTES) {
        const part = bytes.subarray(offset, offset + MAX_DATA_BYTES)
        await outbox.send(() => dataFrame(streamId, part))
      }
    },
    end() {
      if (stream.serverEnded) return
      stream.serverEnded = true
      void outbox.send(() => dataFrame(streamId, new Uint8Array(0), FIN))
      forgetIfOver(streamId, stream, connection)
    },
  }
}

interface Outbox {
  /** Resolves when it is sent, or will never be because the connection broke. */
  send(frame: () => Uint8Array | Promise<Uint8Array>): Promise<void>
  waiting(): number
  drained(): Promise<void>
}

/** One after the other: header blocks share a compression context, so their order is their meaning. */
function createOutbox(transport: ByteStream): Outbox {
  let sending: Promise<void> = Promise.resolve()
  let waiting = 0
  return {
    send(frame) {
      waiting++
      sending = sending
        .then(async () => transport.write(await frame()))
        .catch(() => undefined)
        .finally(() => {
          waiting--
        })
      return sending
    },
    waiting: () => waiting,
    drained: () => sending,
  }
}

interface OpenedStreams extends AsyncIterable<SpdyStream> {
  push(stream: SpdyStream): void
  end(): void
}

function openedStreams(): OpenedStreams {
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
