/**
 * Requests to a running rehearsal's own endpoints: health (open), reset and records (signed by root, service name `irsa`).
 */
import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { RequestRecord } from '../aws/gateway/index.ts'
import { failure, type Result, success } from '../base/index.ts'
import { createFencedFetch } from '../io/index.ts'
import type { RehearsalEnvironment } from './environment.ts'
import type { HealthReport } from './health.ts'

const TIMEOUT_MS = 15_000
const MAX_BYTES = 1024 * 1024

/** What `GET /_irsa/health` says; not ready, with the reason, if it does not answer. */
export async function readHealth(awsUrl: string): Promise<HealthReport> {
  const answer = await exchange(awsUrl, '/_irsa/health', 'GET', {})
  if (!answer.ok) return { ready: false, parts: { aws: { ready: false, detail: answer.problem } } }
  return JSON.parse(answer.value.text) as HealthReport
}

/** `POST /_irsa/reset`, signed with the root credentials of the environment. */
export async function sendReset(environment: RehearsalEnvironment): Promise<Result<undefined, string>> {
  const answer = await signedExchange(environment, 'POST', '/_irsa/reset', {})
  return answer.ok ? success(undefined) : answer
}

/** What the rehearsal recorded of one request, or `undefined` if it recorded (or keeps) none of that id. */
export async function readRecordedRequest(
  environment: RehearsalEnvironment,
  requestId: string,
): Promise<Result<RequestRecord | undefined, string>> {
  const answer = await signedExchange(environment, 'GET', '/_irsa/decisions', { 'request-id': requestId })
  if (!answer.ok) return answer
  const { decisions } = JSON.parse(answer.value) as { readonly decisions: readonly RequestRecord[] }
  return success(decisions[0])
}

/** The body of a 200, or what was answered instead. */
async function signedExchange(
  environment: RehearsalEnvironment,
  method: 'GET' | 'POST',
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Result<string, string>> {
  const url = new URL(path, environment.AWS_ENDPOINT_URL)
  const signer = new SignatureV4({
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
    region: environment.AWS_REGION,
    service: 'irsa',
    sha256: NodeSha256,
  })
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query,
    headers: { host: url.host },
  })
  const parameters = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  const target = parameters.length === 0 ? path : `${path}?${parameters.join('&')}`
  const answer = await exchange(environment.AWS_ENDPOINT_URL, target, method, signed.headers)
  if (!answer.ok) return answer
  const { status, text } = answer.value
  return status === 200 ? success(text) : failure(`HTTP ${status}: ${text}`)
}

async function exchange(
  base: string,
  path: string,
  method: 'GET' | 'POST',
  headers: Readonly<Record<string, string>>,
): Promise<Result<{ status: number; text: string }, string>> {
  const url = new URL(path, base)
  const fetch = createFencedFetch()
  const answer = await fetch({
    url: url.href,
    method,
    headers,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    allowedPrivate: [url.host],
  })
  fetch.close()
  if (!answer.ok) return failure(`${base} does not answer (${answer.detail})`)
  return success({ status: answer.response.status, text: new TextDecoder().decode(answer.response.body) })
}

/** The hash that the signer wants, on node:crypto. */
class NodeSha256 {
  readonly #secret: string | Uint8Array | undefined
  readonly #chunks: Uint8Array[] = []

  constructor(secret?: string | Uint8Array | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret)
  }

  update(data: string | Uint8Array | ArrayBuffer | ArrayBufferView): void {
    this.#chunks.push(bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    const hash = this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret)
    for (const chunk of this.#chunks) hash.update(chunk)
    return hash.digest()
  }

  reset(): void {
    this.#chunks.length = 0
  }
}

function bytesOf(data: string | Uint8Array | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8')
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
