/**
 * `port-forward` on the wire: SPDY/3.1 (`portforward.k8s.io`), the same inside a WebSocket (kubectl 1.31 and newer), and
 * WebSocket channels as client libraries speak them. Source: spec/kubectl-surface.md, measured; and
 * https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
 */
import type { ByteSink, ByteStream, HttpRequest, UpgradeAnswer, WebSocketChannel } from '../../base/index.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { acceptSpdy, type SpdyStream } from './spdy-connection.ts'
import { badRequest, isUpgradeTo, offeredProtocols, wantedPorts } from './stream-request.ts'

const SPDY_PROTOCOL = 'portforward.k8s.io'
const TUNNEL_PROTOCOL = 'SPDY/3.1+portforward.k8s.io'
const CHANNEL_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'portforward.k8s.io']
const NORMAL_CLOSURE = 1000
const MAX_PORTS = 32

/** Opens a connection to a port of the pod; rejects if nothing listens there. */
export type ConnectToPort = (port: number) => Promise<ByteStream>

export async function servePortForward(request: HttpRequest, connect: ConnectToPort): Promise<UpgradeAnswer> {
  if (isUpgradeTo(request, 'websocket')) {
    const offered = offeredProtocols(request, 'sec-websocket-protocol')
    if (offered.includes(TUNNEL_PROTOCOL)) {
      return { kind: 'websocket', protocol: TUNNEL_PROTOCOL, serve: (channel) => serveSpdy(tunnel(channel), connect) }
    }
    const protocol = CHANNEL_PROTOCOLS.find((known) => offered.includes(known))
    const ports = wantedPorts(request.target)
    if (protocol === undefined)
      return badRequest(`unable to upgrade: none of the subprotocols ${CHANNEL_PROTOCOLS.join(', ')} was offered`)
    if (ports.length === 0 || ports.length > MAX_PORTS || !ports.every(isPort))
      return badRequest('ports: expected 1 to 32 ports from 1 to 65535')
    return { kind: 'websocket', protocol, serve: (channel) => serveChannels(channel, ports, connect) }
  }
  if (isUpgradeTo(request, 'spdy/3.1')) {
    const offered = offeredProtocols(request, 'x-stream-protocol-version')
    if (offered.length > 0 && !offered.includes(SPDY_PROTOCOL))
      return badRequest(`unable to upgrade: the protocol ${SPDY_PROTOCOL} was not offered`)
    const headers = { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': SPDY_PROTOCOL }
    return { kind: 'stream', headers, serve: (stream) => serveSpdy(stream, connect) }
  }
  return badRequest('Upgrade request required')
}

/** SPDY bytes in binary messages: split anywhere, some of them empty. */
function tunnel(channel: WebSocketChannel): ByteStream {
  return {
    incoming: channel.messages,
    write: (bytes) => channel.send(bytes),
    end: () => channel.close(NORMAL_CLOSURE),
    destroy: () => channel.close(NORMAL_CLOSURE),
  }
}

/** Streams come in pairs with one `requestid`, `error` and `data`, both naming the port. */
async function serveSpdy(transport: ByteStream, connect: ConnectToPort): Promise<void> {
  const connection = acceptSpdy(transport)
  const targets = createTargets(connect)
  const halves = new Map<string, SpdyStream>()
  const underWay = new Set<Promise<void>>()
  for await (const stream of connection.streams) {
    const { streamtype: type, requestid: id = '' } = stream.headers
    const other = halves.get(id)
    if ((type !== 'error' && type !== 'data') || other?.headers['streamtype'] === type) {
      stream.discard()
    } else if (other === undefined) {
      halves.set(id, stream)
    } else {
      halves.delete(id)
      const [data, error] = type === 'data' ? [stream, other] : [other, stream]
      const forwarding = forward(data, error, targets).finally(() => underWay.delete(forwarding))
      underWay.add(forwarding)
    }
  }
  targets.close()
  await Promise.all(underWay)
  await connection.close()
}

async function forward(data: SpdyStream, error: SpdyStream, targets: Targets): Promise<void> {
  error.discard()
  const problem = await join(data.incoming, data, Number(data.headers['port']), targets)
  if (problem !== undefined) {
    data.discard()
    await error.write(Buffer.from(problem))
  }
  error.end()
  data.end()
}

/** The connections into the pod that one tunnel holds: they go when it goes, once what it brought is delivered. */
interface Targets {
  open(port: number): Promise<ByteStream>
  /** All that the client had to say has been said: half-closes, or closes if the client is gone. */
  uploaded(target: ByteStream): void
  release(target: ByteStream): void
  close(): void
}

function createTargets(connect: ConnectToPort): Targets {
  const halfClosed = new Set<ByteStream>()
  let closed = false
  return {
    open: connect,
    uploaded(target) {
      if (closed) target.destroy()
      else {
        halfClosed.add(target)
        target.end()
      }
    },
    release(target) {
      halfClosed.delete(target)
      target.destroy()
    },
    close() {
      closed = true
      for (const target of halfClosed) target.destroy()
    },
  }
}

/** Joins one tunnel end to one connection of the pod. @returns what went wrong, if anything did */
async function join(
  incoming: AsyncIterable<Uint8Array>,
  to: ByteSink,
  port: number,
  targets: Targets,
): Promise<string | undefined> {
  if (!isPort(port)) return `port ${port}: expected a port from 1 to 65535`
  let target: ByteStream
  try {
    target = await targets.open(port)
  } catch (error) {
    return `error forwarding port ${port} to the pod: ${error instanceof Error ? error.message : 'unknown'}`
  }
  const upward = async (): Promise<void> => {
    for await (const bytes of incoming) await target.write(bytes)
    targets.uploaded(target)
  }
  const downward = async (): Promise<void> => {
    for await (const bytes of target.incoming) await to.write(bytes)
    to.end()
  }
  // A side that breaks is gone: what the other still has to say has no listener.
  void upward().catch(() => target.destroy())
  await downward().catch(() => undefined)
  targets.release(target)
  return undefined
}

/** Two channels for each port: data (2n) and error (2n + 1). The server opens each by naming its port. */
async function serveChannels(channel: WebSocketChannel, ports: readonly number[], connect: ConnectToPort): Promise<void> {
  const targets = createTargets(connect)
  const inboxes = ports.map(() => createInbox())
  const reading = readChannels(channel, inboxes).finally(targets.close)
  try {
    for (const [index, port] of ports.entries()) {
      const name = Uint8Array.of(port & 0xff, port >> 8)
      await channel.send(Buffer.concat([Uint8Array.of(index * 2), name]))
      await channel.send(Buffer.concat([Uint8Array.of(index * 2 + 1), name]))
    }
    await Promise.all(inboxes.map((inbox, index) => forwardChannel(channel, index, inbox, ports[index] ?? 0, targets)))
  } catch {
    // The client went away while something was being sent to it.
  } finally {
    for (const inbox of inboxes) inbox.discard()
    targets.close()
    channel.close(NORMAL_CLOSURE)
  }
  await reading
}

async function forwardChannel(channel: WebSocketChannel, index: number, inbox: Inbox, port: number, targets: Targets) {
  const sink: ByteSink = {
    write: (bytes) => channel.send(Buffer.concat([Uint8Array.of(index * 2), bytes])),
    end: () => undefined,
  }
  const problem = await join(inbox, sink, port, targets)
  inbox.discard()
  if (problem !== undefined) await channel.send(Buffer.concat([Uint8Array.of(index * 2 + 1), Buffer.from(problem)]))
}

/** Until the client is gone. */
async function readChannels(channel: WebSocketChannel, inboxes: readonly Inbox[]): Promise<void> {
  try {
    for await (const message of channel.messages) {
      const [number = 1] = message
      if (number % 2 === 0) await inboxes[number / 2]?.put(message.subarray(1))
    }
  } catch {
    // A broken connection ends as a closed one does.
  }
  for (const inbox of inboxes) inbox.end()
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536
}
