/** A node:http request as the `HttpRequest` port type, without copying headers or body. */
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { HttpRequest } from '../base/index.ts'
import { together } from './http-together.ts'

/** Aborted when the peer goes away; made only if somebody asks, because most requests never do. */
class ArrivedRequest implements HttpRequest {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly rawHeaders: readonly string[]
  readonly #message: IncomingMessage
  #controller: AbortController | undefined

  constructor(message: IncomingMessage) {
    this.#message = message
    this.method = message.method ?? 'GET'
    this.target = message.url ?? '/'
    // Every value is a string but set-cookie's, which no request has a use for here.
    this.headers = message.headers as Readonly<Record<string, string | undefined>>
    this.rawHeaders = message.rawHeaders
  }

  get remoteAddress(): string {
    const address = this.#message.socket.remoteAddress ?? ''
    return address.startsWith('::ffff:') ? address.slice(7) : address
  }

  get secure(): boolean {
    return this.#message.socket instanceof TLSSocket
  }

  get body(): AsyncIterable<Uint8Array> {
    return this.#message
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController()
      this.#controller = controller
      if (this.#message.socket.destroyed) controller.abort()
      else this.#message.socket.once('close', () => controller.abort())
    }
    return this.#controller.signal
  }

  readBody(limitBytes: number): Promise<Uint8Array | undefined> {
    const message = this.#message
    const declared = Number(message.headers['content-length'] ?? 0)
    if (declared > limitBytes) return Promise.resolve(undefined)
    return new Promise((resolve, reject) => {
      let first: Buffer | undefined
      let chunks: Buffer[] | undefined
      let size = 0
      message.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > limitBytes) {
          message.pause()
          message.removeAllListeners('data')
          resolve(undefined)
        } else if (first === undefined) {
          first = chunk
        } else {
          chunks ??= [first]
          chunks.push(chunk)
        }
      })
      // Nearly every body arrives in one piece.
      message.on('end', () => together(() => resolve(chunks === undefined ? (first ?? NO_BODY) : Buffer.concat(chunks))))
      // Also told when the peer goes away before the end.
      message.on('error', reject)
    })
  }
}

const NO_BODY = Buffer.alloc(0)

export function arrivedRequest(message: IncomingMessage): HttpRequest {
  return new ArrivedRequest(message)
}
