/**
 * The kubelet's end of a pod's relay (`relay.mjs`): connections that leave the pod go only where `forwards` says;
 * connections into the pod are made by the relay, as a program of the pod would make them.
 */
import type { ByteStream, LocalListening, LocalSockets } from '../../../base/index.ts'

/** What `127.0.0.1:<podPort>` inside every pod reaches on the host. */
export interface Forward {
  readonly podPort: number
  readonly target: { readonly host: string; readonly port: number }
}

const LINE_BYTES = 300

/** Accepts what the relay sends out. */
export function listenForRelay(sockets: LocalSockets, path: string, forwards: readonly Forward[]): Promise<LocalListening> {
  return sockets.listen(path, (stream) => {
    serveOutward(sockets, stream, forwards).catch(() => stream.destroy())
  })
}

async function serveOutward(sockets: LocalSockets, stream: ByteStream, forwards: readonly Forward[]): Promise<void> {
  const { line, rest } = await readLine(stream)
  const forward = forwards.find((candidate) => String(candidate.podPort) === line)
  if (forward === undefined) return stream.destroy()
  const target = await sockets.connectTcp(forward.target.host, forward.target.port)
  await Promise.all([pump(rest, target, stream), pump(target.incoming, stream, target)])
}

async function pump(from: AsyncIterable<Uint8Array>, to: ByteStream, source: ByteStream): Promise<void> {
  try {
    for await (const bytes of from) await to.write(bytes)
    to.end()
  } catch {
    // One side broke: neither can go on.
    to.destroy()
    source.destroy()
  }
}

/** Connects to `host:port` inside the pod. Rejects with an error whose `code` the pod's kernel gave. */
export async function connectThroughRelay(sockets: LocalSockets, path: string, host: string, port: number): Promise<ByteStream> {
  const stream = await sockets.connect(path)
  await stream.write(new TextEncoder().encode(`${host} ${port}\n`))
  const { line, rest } = await readLine(stream)
  if (line === 'ok')
    return {
      ...stream,
      incoming: rest,
      write: (bytes) => stream.write(bytes),
      end: () => stream.end(),
      destroy: () => stream.destroy(),
    }
  stream.destroy()
  const code = /^error ([A-Z0-9_]+)$/.exec(line)?.[1] ?? 'EPROTO'
  throw Object.assign(new Error(`dial tcp4 ${host}:${port}: ${code === 'ECONNREFUSED' ? 'connect: connection refused' : code}`), {
    code,
  })
}

/** False if there is no relay, or one that is ending. Pending for as long as it neither answers nor ends. */
export async function relayAnswers(sockets: LocalSockets, path: string): Promise<boolean> {
  let stream: ByteStream | undefined
  try {
    stream = await sockets.connect(path)
    const sent = await stream.write(new TextEncoder().encode('ping\n')).then(
      () => true,
      () => false,
    )
    return sent && (await readLine(stream)).line === 'pong'
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  } finally {
    stream?.destroy()
  }
}

async function readLine(stream: ByteStream): Promise<{ line: string; rest: AsyncIterable<Uint8Array> }> {
  const iterator = stream.incoming[Symbol.asyncIterator]()
  let seen = new Uint8Array()
  for (;;) {
    const next = await iterator.next()
    if (next.done === true) throw Object.assign(new Error('the relay closed the connection'), { code: 'ECONNRESET' })
    seen = concat(seen, next.value)
    const end = seen.indexOf(10)
    if (end < 0 && seen.length <= LINE_BYTES) continue
    if (end < 0) throw Object.assign(new Error('the relay sent no line'), { code: 'EPROTO' })
    return { line: new TextDecoder('latin1').decode(seen.subarray(0, end)), rest: following(seen.subarray(end + 1), iterator) }
  }
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

async function* following(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  if (first.length > 0) yield first
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
}
