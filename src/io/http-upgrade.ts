/**
 * Requests that ask for another protocol: WebSocket (RFC 6455, by `ws`) and raw streams such as SPDY/3.1.
 * `ws` takes no `/` in a subprotocol, which kubectl's `SPDY/3.1+portforward.k8s.io` has: so the header is taken from
 * the request before `ws` sees it, and put into the answer by hand.
 */
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { HttpResponse, UpgradeHandler, WebSocketChannel } from '../base/index.ts'
import { byteStream } from './byte-stream.ts'
import { arrivedRequest } from './http-request.ts'

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024

export function answerUpgrade(
  handler: UpgradeHandler | undefined,
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  onBug: (error: unknown) => void,
): void {
  // The peer may reset at any time; what was under way notices by its own stream.
  socket.on('error', () => undefined)
  if (handler === undefined) {
    refuse(socket, { status: 400, headers: { 'content-type': 'text/plain' }, body: 'this server upgrades nothing\n' })
    return
  }
  settle(handler, message, socket, head).catch((error: unknown) => {
    onBug(error)
    socket.destroy()
  })
}

async function settle(handler: UpgradeHandler, message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const answer = await handler(arrivedRequest(message))
  if (answer.kind === 'refuse') {
    refuse(socket, answer.response)
    return
  }
  if (answer.kind === 'stream') {
    const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n${headers.join('')}\r\n`)
    if (head.length > 0) socket.unshift(head)
    await answer.serve(byteStream(socket))
    return
  }
  const channel = await acceptWebSocket(message, socket, head, answer.protocol)
  await answer.serve(channel)
}

function acceptWebSocket(message: IncomingMessage, socket: Duplex, head: Buffer, protocol: string): Promise<WebSocketChannel> {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  delete message.headers['sec-websocket-protocol']
  if (protocol !== '') server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${protocol}`))
  return new Promise((resolve) => {
    server.handleUpgrade(message, socket, head, (connection) => resolve(channelOf(connection, protocol)))
  })
}

function channelOf(connection: WebSocket, protocol: string): WebSocketChannel {
  connection.binaryType = 'nodebuffer'
  connection.on('error', () => undefined)
  return {
    protocol,
    messages: messagesOf(connection),
    send: (message) =>
      new Promise((resolve, reject) => {
        connection.send(message, { binary: true }, (error) => (error ? reject(error) : resolve()))
      }),
    close: (code) => connection.close(code),
  }
}

/** Messages queue until they are read; while some wait, the socket is paused. */
function messagesOf(connection: WebSocket): AsyncIterable<Uint8Array> {
  const waiting: Uint8Array[] = []
  let wake: (() => void) | undefined
  let ended = false
  const stir = (): void => {
    wake?.()
    wake = undefined
  }
  connection.on('message', (data) => {
    waiting.push(data as Buffer)
    connection.pause()
    stir()
  })
  connection.on('close', () => {
    ended = true
    stir()
  })
  return {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const message = waiting.shift()
        if (message !== undefined) yield message
        else if (ended) return
        else {
          const more = new Promise<void>((resolve) => {
            wake = resolve
          })
          connection.resume()
          await more
        }
      }
    },
  }
}

function refuse(socket: Duplex, response: HttpResponse): void {
  const body =
    typeof response.body === 'string'
      ? Buffer.from(response.body)
      : response.body instanceof Uint8Array
        ? response.body
        : Buffer.alloc(0)
  const headers = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}\r\n${headers.join('')}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
      ),
      body,
    ]),
  )
}
