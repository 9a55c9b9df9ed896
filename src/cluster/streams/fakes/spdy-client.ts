/** The client's side of SPDY/3.1, as kubectl's library speaks it, with compression contexts of its own. */
import type { ByteStream } from '../../../base/index.ts'
import { createInbox, type Inbox } from '../inbox.ts'
import { controlFrame, createFrameReader, dataFrame, FIN, FRAME, type Frame, streamIdOf, uint32 } from '../spdy-frames.ts'
import { createHeaderCodec } from '../spdy-headers.ts'

export interface ClientStream {
  readonly id: number
  readonly incoming: AsyncIterable<Uint8Array>
  write(text: string | Uint8Array): Promise<void>
  end(): Promise<void>
  reset(): Promise<void>
  /** Resolves once the server has accepted the stream. */
  readonly accepted: Promise<void>
}

export interface SpdyClient {
  open(headers: Record<string, string>, flags?: number): Promise<ClientStream>
  ping(id: number): Promise<void>
  goAway(): Promise<void>
  sendRaw(bytes: Uint8Array): Promise<void>
  /** Control frames that came, but replies. */
  readonly control: { type: number; payload: Buffer }[]
  /** Resolves when the server has ended or dropped the connection. */
  readonly closed: Promise<void>
}

export function spdyClient(transport: ByteStream): SpdyClient {
  const codec = createHeaderCodec()
  const streams = new Map<number, { inbox: Inbox; accept: () => void }>()
  const control: SpdyClient['control'] = []
  let nextId = 1
  let opening: Promise<unknown> = Promise.resolve()
  const onFrame = async (frame: Frame): Promise<void> => {
    if (frame.controlType === undefined) {
      const stream = streams.get(frame.streamId)
      await stream?.inbox.put(frame.payload)
      if ((frame.flags & FIN) !== 0) stream?.inbox.end()
    } else if (frame.controlType === FRAME.synReply) {
      await codec.decode(frame.payload.subarray(4))
      streams.get(streamIdOf(frame))?.accept()
    } else control.push({ type: frame.controlType, payload: frame.payload })
  }
  const reading = async (): Promise<void> => {
    const reader = createFrameReader()
    for await (const chunk of transport.incoming) for (const frame of reader.push(chunk)) await onFrame(frame)
    for (const { inbox } of streams.values()) inbox.end()
    codec.close()
  }
  const openNext = async (headers: Record<string, string>, flags: number): Promise<ClientStream> => {
    const id = nextId
    nextId += 2
    const inbox = createInbox()
    let accept = (): void => {}
    const accepted = new Promise<void>((resolve) => {
      accept = resolve
    })
    streams.set(id, { inbox, accept })
    const block = await codec.encode(headers)
    await transport.write(controlFrame(FRAME.synStream, Buffer.concat([uint32(id, 0), Buffer.alloc(2), block]), flags))
    return {
      id,
      incoming: inbox,
      accepted,
      write: (text) => transport.write(dataFrame(id, Buffer.from(text as string))),
      end: () => transport.write(dataFrame(id, new Uint8Array(0), FIN)),
      reset: () => transport.write(controlFrame(FRAME.rstStream, uint32(id, 5))),
    }
  }
  return {
    control,
    closed: reading(),
    // One after the other: ids and header blocks are in order.
    open(headers, flags = 0) {
      const opened = opening.then(() => openNext(headers, flags))
      opening = opened.catch(() => undefined)
      return opened
    },
    ping: (id) => transport.write(controlFrame(FRAME.ping, uint32(id))),
    goAway: () => transport.write(controlFrame(FRAME.goAway, uint32(0, 0))),
    sendRaw: (bytes) => transport.write(bytes),
  }
}
