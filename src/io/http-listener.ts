/**
 * Binds the `HttpHandler` and `UpgradeHandler` port types to sockets with node:http and node:https.
 * Promises: limits on header size, header count, idle and slow peers; a handler that throws is a bug that answers
 * 500 and is reported to `onBug`, and nothing of the error reaches the peer.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { Duplex } from 'node:stream'
import { type HttpHandler, type HttpResponse, LIMITS, type Listener, type Listening, type ListenOptions } from '../base/index.ts'
import { arrivedRequest } from './http-request.ts'
import { answerUpgrade } from './http-upgrade.ts'

export interface HttpListenerOptions {
  /** Told of exceptions that handlers should not have thrown. */
  onBug(error: unknown): void
}

export function createHttpListener(options: HttpListenerOptions): Listener {
  return { listen: (wanted) => listen(wanted, options) }
}

async function listen(wanted: ListenOptions, options: HttpListenerOptions): Promise<Listening> {
  const limits = {
    maxHeaderSize: LIMITS.http.headerBytes,
    headersTimeout: LIMITS.http.headersTimeoutMs,
    requestTimeout: LIMITS.http.requestTimeoutMs,
    keepAliveTimeout: LIMITS.http.keepAliveTimeoutMs,
    // Nagle's wait would add 40 ms to answers that are written in two parts.
    noDelay: true,
  }
  const serve = (message: IncomingMessage, response: ServerResponse): void => {
    answer(wanted.handler, message, response).catch((error: unknown) => {
      options.onBug(error)
      failInternally(response)
    })
  }
  const server =
    wanted.tls === undefined
      ? http.createServer(limits, serve)
      : https.createServer({ ...limits, cert: wanted.tls.certificate, key: wanted.tls.privateKey, minVersion: 'TLSv1.2' }, serve)
  server.maxConnections = LIMITS.http.concurrentConnections
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    answerUpgrade(wanted.upgrade, message, socket, head, options.onBug)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted.port, wanted.host, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
  server.on('error', options.onBug)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return { port: address.port, close: (graceMs) => close(server, upgraded, graceMs) }
}

async function answer(handler: HttpHandler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = await handler(arrivedRequest(message))
  if (result.body !== undefined && typeof result.body !== 'string' && !(result.body instanceof Uint8Array)) {
    await stream(result, message, response)
    return
  }
  const body = result.body ?? ''
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  const headers: http.OutgoingHttpHeaders = { ...(result.headers as http.OutgoingHttpHeaders) }
  if (message.method === 'HEAD') headers['content-length'] ??= length
  else if (result.status !== 204 && result.status !== 304) headers['content-length'] = length
  // A body that nobody read would otherwise stay in the socket and be taken for the next request.
  if (!message.readableEnded && !message.complete) headers['connection'] = 'close'
  response.writeHead(result.status, headers)
  if (message.method === 'HEAD') response.end()
  // What is plain ASCII in both encodings is written, and its length told, faster as the one of one byte per character.
  else response.end(body, length === body.length ? 'latin1' : 'utf8')
}

async function stream(result: HttpResponse, message: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(result.status, result.headers as http.OutgoingHttpHeaders)
  response.flushHeaders()
  const chunks = (result.body as AsyncIterable<Uint8Array | string>)[Symbol.asyncIterator]()
  const gone = new Promise<'gone'>((resolve) => response.once('close', () => resolve('gone')))
  while (message.method !== 'HEAD') {
    const next = await Promise.race([chunks.next(), gone])
    if (next === 'gone') {
      await chunks.return?.()
      return
    }
    if (next.done === true) break
    if (!response.write(next.value)) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), gone])
  }
  response.end()
}

function failInternally(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(500, { 'content-type': 'text/plain', 'content-length': 0 }).end()
}

async function close(server: http.Server, upgraded: ReadonlySet<Duplex>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => {
    server.closeAllConnections()
    for (const socket of upgraded) socket.destroy()
  }, graceMs)
  await closed
  clearTimeout(cut)
}
