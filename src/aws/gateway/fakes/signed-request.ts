/** Requests signed by the AWS SDK's own signer, as plain parts that a test can bend before it sends them. */
import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { REGION, ROOT } from './fake-house.ts'

class Sha256 {
  #hash
  constructor(secret?: Uint8Array | string) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest())
  }
  reset(): void {}
}

export interface Wanted {
  readonly service: string
  readonly port: number
  readonly method?: string
  readonly path?: string
  readonly query?: Record<string, string>
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  readonly region?: string
}

export interface Sendable {
  readonly method: string
  readonly target: string
  readonly headers: Record<string, string>
  readonly body: string
}

function signerFor(wanted: Wanted): SignatureV4 {
  return new SignatureV4({
    credentials: wanted.credentials ?? ROOT,
    region: wanted.region ?? REGION,
    service: wanted.service,
    sha256: Sha256 as never,
    uriEscapePath: wanted.service !== 's3',
  })
}

function unsigned(wanted: Wanted) {
  const { port, method = 'POST', path = '/', query = {}, headers = {}, body = '' } = wanted
  const host = { host: `127.0.0.1:${port}` }
  return { method, protocol: 'http:', hostname: '127.0.0.1', port, path, query, headers: { ...host, ...headers }, body }
}

function targetOf(path: string, query: Record<string, unknown>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

export async function signed(wanted: Wanted): Promise<Sendable> {
  const request = unsigned(wanted)
  const { headers } = await signerFor(wanted).sign(request, { signingDate: new Date() })
  return { method: request.method, target: targetOf(request.path, request.query), headers, body: request.body }
}

export async function presigned(wanted: Wanted, signingDate: Date, expiresIn: number): Promise<Sendable> {
  const request = unsigned({ ...wanted, method: wanted.method ?? 'GET' })
  const { headers, query } = await signerFor(wanted).presign(request, { signingDate, expiresIn })
  return { method: request.method, target: targetOf(request.path, query ?? {}), headers, body: request.body }
}
