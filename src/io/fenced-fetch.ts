/**
 * Outgoing HTTP under a fence: the connection goes to the very address that was checked, redirects are not followed,
 * size and time are limited, and the peer's certificate is judged before a byte is sent to it.
 * Connections are kept alive per destination and trust, because admission calls its webhook for every pod.
 */
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import tls from 'node:tls'
import type { Fetch, FetchFailure, FetchRequest, FetchResult } from '../base/index.ts'
import { type Destination, destinationOf } from './address-fence.ts'
import { trustOf } from './certificate-check.ts'

class FetchRefusal extends Error {
  readonly failure: FetchFailure
  constructor(failure: FetchFailure, detail: string) {
    super(detail)
    this.failure = failure
  }
}

const KEEP_ALIVE_MS = 4_000
const MAX_AGENTS = 64

interface Exchange {
  readonly url: URL
  readonly request: FetchRequest
  readonly destination: Destination
}

export function createFencedFetch(): Fetch & { close(): void } {
  const agents = new Map<string, https.Agent>()
  const agentFor = (exchange: Exchange): https.Agent => {
    const { url, request, destination } = exchange
    const key = JSON.stringify([url.host, destination, request.trustedCertificates, request.thumbprints])
    const known = agents.get(key)
    if (known !== undefined) return known
    if (agents.size >= MAX_AGENTS) {
      for (const agent of agents.values()) agent.destroy()
      agents.clear()
    }
    const agent = trustingAgent(exchange)
    agents.set(key, agent)
    return agent
  }
  const fetch: Fetch = async (request) => {
    const url = parseUrl(request.url)
    if (url === undefined) return { ok: false, failure: 'protocol', detail: 'not an http or https URL' }
    const fenced = await destinationOf(url, request)
    if (!fenced.ok) return fenced
    const exchange = { url, request, destination: fenced.destination }
    try {
      return await send(exchange, url.protocol === 'https:' ? agentFor(exchange) : undefined)
    } catch (error) {
      return failureOf(error)
    }
  }
  const close = (): void => {
    for (const agent of agents.values()) agent.destroy()
    agents.clear()
  }
  return Object.assign(fetch, { close })
}

function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' ? url : undefined
}

const trustBySocket = new WeakMap<object, 'roots' | 'thumbprint'>()

function trustingAgent(exchange: Exchange): https.Agent {
  const { url, request, destination } = exchange
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const secureContext = tls.createSecureContext(
    request.trustedCertificates === undefined || request.trustedCertificates.length === 0
      ? {}
      : { ca: [...tls.getCACertificates('default'), ...request.trustedCertificates] },
  )
  const agent = new https.Agent({ keepAlive: true, timeout: KEEP_ALIVE_MS, maxCachedSessions: 0 })
  agent.createConnection = (_options, done) => {
    const socket = tls.connect({
      host: destination.address,
      port: destination.port,
      servername: /^[\d.]+$|:/.test(hostname) ? '' : hostname,
      checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(hostname, certificate),
      secureContext,
      minVersion: 'TLSv1.2',
      // Judged by `trustOf` below, before the socket is handed out: a thumbprint may do where no root does.
      rejectUnauthorized: false,
    })
    socket.once('error', (error) => done?.(error, socket))
    socket.once('secureConnect', () => {
      const trust = trustOf(socket, hostname, request.thumbprints ?? [])
      if (trust === undefined) {
        socket.destroy()
        done?.(new FetchRefusal('certificate-untrusted', `the certificate of ${url.host} is neither trusted nor pinned`), socket)
        return
      }
      trustBySocket.set(socket, trust)
      done?.(null, socket)
    })
    return undefined
  }
  return agent
}

function send(exchange: Exchange, agent: https.Agent | undefined): Promise<FetchResult> {
  const { url, request, destination } = exchange
  return new Promise((resolve, reject) => {
    const common = {
      method: request.method ?? 'GET',
      headers: { host: url.host, ...request.headers },
      path: url.pathname + url.search,
    }
    const outgoing =
      agent === undefined
        ? http.request({ ...common, host: destination.address, port: destination.port, agent: false })
        : https.request({ ...common, host: url.hostname, port: destination.port, agent })
    const timer = setTimeout(
      () => outgoing.destroy(new FetchRefusal('timeout', `no answer within ${request.timeoutMs} ms`)),
      request.timeoutMs,
    )
    outgoing.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    outgoing.once('response', (message) => {
      const trustedBy = trustBySocket.get(message.socket) ?? 'none'
      collect(message, request.maxBytes)
        .then((body) => {
          const headers = message.headers as Record<string, string | undefined>
          resolve({ ok: true, response: { status: message.statusCode ?? 0, headers, body }, trustedBy })
        }, reject)
        .finally(() => clearTimeout(timer))
    })
    outgoing.end(request.body)
  })
}

async function collect(message: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      message.destroy()
      throw new FetchRefusal('too-large', `the answer is larger than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function failureOf(error: unknown): FetchResult {
  if (error instanceof FetchRefusal) return { ok: false, failure: error.failure, detail: error.message }
  const { code = '', message = '' } = error as NodeJS.ErrnoException
  if (code.startsWith('HPE_')) return { ok: false, failure: 'protocol', detail: 'the answer is not HTTP' }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return { ok: false, failure: 'protocol', detail: 'the TLS handshake failed' }
  return { ok: false, failure: 'unreachable', detail: code || message }
}
