/**
 * `exec` and `attach` on the wire: WebSocket channels (v5 and v4 of `channel.k8s.io`) for kubectl 1.30 and newer and
 * client libraries, SPDY/3.1 (`v4.channel.k8s.io`) for older kubectl. Source: spec/kubectl-surface.md, measured.
 * The session is started before the upgrade, so that its refusals are plain HTTP answers.
 */
import type { ByteStream, HttpRequest, UpgradeAnswer, WebSocketChannel } from '../../base/index.ts'
import type { ExecOptions, ExecSession } from '../../kube/index.ts'
import { exitStatus, failureStatus } from './exec-status.ts'
import { acceptSpdy, type SpdyStream } from './spdy-connection.ts'
import { badRequest, isUpgradeTo, offeredProtocols, refusal, type WantedStreams, wantedStreams } from './stream-request.ts'

/** First byte of a WebSocket message; 255 closes the channel that the next byte names (v5). */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const
const WEBSOCKET_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const SPDY_PROTOCOL = 'v4.channel.k8s.io'
const NORMAL_CLOSURE = 1000

export type StartSession = (options: ExecOptions) => Promise<ExecSession>

export async function serveExec(request: HttpRequest, start: StartSession): Promise<UpgradeAnswer> {
  const wanted = wantedStreams(request.target)
  if (isUpgradeTo(request, 'websocket')) {
    const offered = offeredProtocols(request, 'sec-websocket-protocol')
    const protocol = WEBSOCKET_PROTOCOLS.find((known) => offered.includes(known))
    if (protocol === undefined)
      return badRequest(`unable to upgrade: none of the subprotocols ${WEBSOCKET_PROTOCOLS.join(', ')} was offered`)
    return withSession(request, start, wanted, (running) => ({
      kind: 'websocket',
      protocol,
      serve: (channel) => serveChannels(channel, running, wanted),
    }))
  }
  if (isUpgradeTo(request, 'spdy/3.1')) {
    if (!offeredProtocols(request, 'x-stream-protocol-version').includes(SPDY_PROTOCOL)) {
      return badRequest(`unable to upgrade: the protocol ${SPDY_PROTOCOL} was not offered`)
    }
    const headers = { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': SPDY_PROTOCOL }
    return withSession(request, start, wanted, (running) => ({
      kind: 'stream',
      headers,
      serve: (stream) => serveSpdy(stream, running, wanted),
    }))
  }
  return badRequest('Upgrade request required')
}

interface Running {
  readonly session: ExecSession
  /** Nothing happens once the command has ended. */
  kill(): void
}

async function withSession(
  request: HttpRequest,
  start: StartSession,
  wanted: WantedStreams,
  answer: (running: Running) => UpgradeAnswer,
): Promise<UpgradeAnswer> {
  let session: ExecSession
  try {
    session = await start(wanted)
  } catch (error) {
    return refusal(error)
  }
  const running = { session, kill: killBeforeExit(session) }
  // Also where the handshake fails after this: then nobody ever serves the session.
  if (request.signal.aborted) running.kill()
  else request.signal.addEventListener('abort', running.kill, { once: true })
  return answer(running)
}

function killBeforeExit(session: ExecSession): () => void {
  let over = false
  const end = (): void => {
    over = true
  }
  session.exitCode.then(end, end)
  return () => {
    if (!over) session.kill()
    over = true
  }
}

async function serveChannels(channel: WebSocketChannel, running: Running, wanted: WantedStreams): Promise<void> {
  const send = (number: number) => (bytes: Uint8Array) => channel.send(Buffer.concat([Uint8Array.of(number), bytes]))
  // The messages end, or break, when the client is gone.
  const reading = readChannels(channel, running.session)
    .catch(() => undefined)
    .finally(running.kill)
  try {
    const outcome = await pumped(running.session, wanted, send(CHANNEL.stdout), send(CHANNEL.stderr))
    await send(CHANNEL.error)(Buffer.from(outcome))
  } catch {
    // The client went away while something was being sent to it.
    running.kill()
  } finally {
    channel.close(NORMAL_CLOSURE)
  }
  await reading
}

async function readChannels(channel: WebSocketChannel, session: ExecSession): Promise<void> {
  for await (const message of channel.messages) {
    const [number] = message
    const content = message.subarray(1)
    if (number === CHANNEL.stdin) await session.stdin?.write(content).catch(() => undefined)
    else if (number === CHANNEL.resize) resize(session, content)
    else if (number === CHANNEL.close && content[0] === CHANNEL.stdin) session.stdin?.end()
  }
}

async function serveSpdy(transport: ByteStream, running: Running, wanted: WantedStreams): Promise<void> {
  const connection = acceptSpdy(transport)
  const { session } = running
  const streams = await openedByType(connection.streams, wanted)
  if (streams === undefined) {
    running.kill()
    await connection.close()
    return
  }
  void pumpStdin(streams.get('stdin'), session)
  void pumpResize(streams.get('resize'), session)
  for (const name of ['error', 'stdout', 'stderr']) streams.get(name)?.discard()
  void discarded(connection.streams).then(running.kill)
  const write = (name: string) => (bytes: Uint8Array) => streams.get(name)?.write(bytes) ?? Promise.resolve()
  try {
    const outcome = await pumped(session, wanted, write('stdout'), write('stderr'))
    streams.get('stdout')?.end()
    streams.get('stderr')?.end()
    await streams.get('error')?.write(Buffer.from(outcome))
    streams.get('error')?.end()
  } finally {
    running.kill()
    await connection.close()
  }
}

/** The streams that the request announced, once all are open; `undefined` if the client goes away before. */
async function openedByType(
  opened: AsyncIterable<SpdyStream>,
  wanted: WantedStreams,
): Promise<Map<string, SpdyStream> | undefined> {
  const needed = [
    'error',
    ...(['stdin', 'stdout', 'stderr'] as const).filter((name) => wanted[name]),
    ...(wanted.tty ? ['resize'] : []),
  ]
  const streams = new Map<string, SpdyStream>()
  const iterator = opened[Symbol.asyncIterator]()
  while (!needed.every((name) => streams.has(name))) {
    const next = await iterator.next()
    if (next.done === true) return undefined
    const type = next.value.headers['streamtype'] ?? ''
    if (needed.includes(type) && !streams.has(type)) streams.set(type, next.value)
    else next.value.discard()
  }
  return streams
}

/** Nobody has a use for further streams, but their end tells when the client is gone. */
async function discarded(opened: AsyncIterable<SpdyStream>): Promise<void> {
  for await (const stream of opened) stream.discard()
}

/** Moves both outputs until they end. @returns the status for the error channel */
async function pumped(
  session: ExecSession,
  wanted: WantedStreams,
  stdout: (bytes: Uint8Array) => Promise<void>,
  stderr: (bytes: Uint8Array) => Promise<void>,
): Promise<string> {
  const pump = async (
    source: AsyncIterable<Uint8Array>,
    wants: boolean,
    sink: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> => {
    for await (const bytes of source) if (wants) await sink(bytes)
  }
  const ended = session.exitCode.then(exitStatus, (error: unknown) =>
    failureStatus(error instanceof Error ? error.message : 'unknown'),
  )
  await Promise.all([pump(session.stdout, wanted.stdout, stdout), pump(session.stderr, wanted.stderr, stderr)])
  return ended
}

async function pumpStdin(stream: SpdyStream | undefined, session: ExecSession): Promise<void> {
  if (stream === undefined) return
  for await (const bytes of stream.incoming) await session.stdin?.write(bytes).catch(() => undefined)
  session.stdin?.end()
}

async function pumpResize(stream: SpdyStream | undefined, session: ExecSession): Promise<void> {
  if (stream === undefined) return
  for await (const bytes of stream.incoming) resize(session, bytes)
}

function resize(session: ExecSession, content: Uint8Array): void {
  try {
    const { Width, Height } = JSON.parse(Buffer.from(content).toString('utf8')) as { Width?: unknown; Height?: unknown }
    if (isSize(Width) && isSize(Height)) session.resize(Width, Height)
  } catch {
    // A size that cannot be read changes nothing.
  }
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536
}
