/**
 * The port types for HTTP, both ways. The gateway, the cluster's API, the webhook and the issuer are
 * handlers of these types; `io` binds them to sockets. Header names are lower case on both sides.
 */
import type { ByteStream } from './bytes.ts'

export interface HttpRequest {
  readonly method: string
  /** The request target exactly as received (path and query, percent-encoding untouched): signatures need it so. */
  readonly target: string
  /** Lower-case names; values of repeated headers joined by `, ` as HTTP allows. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Names (as received) and values alternating, in order of arrival, nothing joined. */
  readonly rawHeaders: readonly string[]
  /** Address of the peer, for example `127.0.0.1`. */
  readonly remoteAddress: string
  /** True if it came over TLS. */
  readonly secure: boolean
  /** The body as it arrives; may be read once. */
  readonly body: AsyncIterable<Uint8Array>
  /** The whole body, or `undefined` if it is larger than `limitBytes` (the rest is not read). */
  readBody(limitBytes: number): Promise<Uint8Array | undefined>
  /** Aborted when the peer goes away before the response is complete. */
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** A stream is sent chunked and is cancelled (`return()`) when the peer goes away. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array | string>
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>

/** One WebSocket connection after its handshake: whole messages, binary. */
export interface WebSocketChannel {
  readonly protocol: string
  readonly messages: AsyncIterable<Uint8Array>
  send(message: Uint8Array): Promise<void>
  close(code: number): void
}

/** What a handler wants done with a request that asks for an upgrade. */
export type UpgradeAnswer =
  | { readonly kind: 'refuse'; readonly response: HttpResponse }
  | {
      readonly kind: 'websocket'
      /** The subprotocol to accept, exactly as the client offered it (it may hold a `/`). */
      readonly protocol: string
      serve(channel: WebSocketChannel): Promise<void>
    }
  | {
      readonly kind: 'stream'
      /** Headers of the 101 answer besides `Connection: Upgrade`. */
      readonly headers: Readonly<Record<string, string>>
      serve(stream: ByteStream): Promise<void>
    }

export type UpgradeHandler = (request: HttpRequest) => Promise<UpgradeAnswer>

export interface ListenOptions {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** PEM texts; plain HTTP without them. */
  readonly tls?: { readonly certificate: string; readonly privateKey: string }
  readonly handler: HttpHandler
  readonly upgrade?: UpgradeHandler
}

export interface Listening {
  readonly port: number
  /** Stops accepting, lets requests under way finish for at most `graceMs`, then cuts. */
  close(graceMs: number): Promise<void>
}

export interface Listener {
  /** Rejects with an error whose `code` is `EADDRINUSE` or `EACCES` if the port cannot be had. */
  listen(options: ListenOptions): Promise<Listening>
}

/** An outgoing request, fenced: the caller says which addresses and certificates are acceptable. */
export interface FetchRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** The whole exchange, in milliseconds. */
  readonly timeoutMs: number
  /** A larger response is an error. */
  readonly maxBytes: number
  /** PEM certificates trusted besides the system's roots. */
  readonly trustedCertificates?: readonly string[]
  /** SHA-1 fingerprints (40 lower-case hex); a chain that no root trusts is accepted if it holds one of these. */
  readonly thumbprints?: readonly string[]
  /** `host:port` pairs whose loopback or private address may be connected to; all others must be public. */
  readonly allowedPrivate?: readonly string[]
  /** Connect there instead of where the name resolves (`host:port` to `address:port`); certificates are still checked against the name. */
  readonly resolve?: Readonly<Record<string, string>>
}

export interface FetchResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** Why an outgoing request failed; the values are stable and safe to show. */
export type FetchFailure = 'address-refused' | 'unreachable' | 'timeout' | 'too-large' | 'certificate-untrusted' | 'protocol'

export type FetchResult =
  | { readonly ok: true; readonly response: FetchResponse; readonly trustedBy: 'roots' | 'thumbprint' | 'none' }
  | { readonly ok: false; readonly failure: FetchFailure; readonly detail: string }

/** Never follows redirects, never throws for what the network does: that is the result. */
export type Fetch = (request: FetchRequest) => Promise<FetchResult>
