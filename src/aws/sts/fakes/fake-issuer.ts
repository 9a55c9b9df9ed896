/** An OIDC issuer for tests behind the `Fetch` port: documents by URL, and switches for what can go wrong. */
import type { Fetch, FetchFailure, FetchRequest, JsonValue } from '../../../base/index.ts'
import { generatePrivateKey, type PrivateKey, type PublicKey, type SignatureAlgorithm, sign } from '../../../crypto/index.ts'
import { jwkSetText, keyIdOf } from '../../../token/index.ts'

export interface FakeIssuer {
  readonly url: string
  readonly fetch: Fetch
  /** Every request so far. */
  readonly requests: FetchRequest[]
  /** What the next fetches fail with; `undefined` mends it. */
  failWith: FetchFailure | undefined
  /** Members put over those of the discovery document; `null` removes one. */
  discovery: Record<string, JsonValue>
  /** Instead of the key set that belongs to the published keys. */
  keySet: string | undefined
  status: number
  publish(...keys: readonly PublicKey[]): void
}

export function createFakeIssuer(url: string, ...keys: readonly PublicKey[]): FakeIssuer {
  let published = keys
  const issuer: FakeIssuer = {
    url,
    requests: [],
    failWith: undefined,
    discovery: {},
    keySet: undefined,
    status: 200,
    publish: (...next) => {
      published = next
    },
    fetch: async (request) => {
      issuer.requests.push(request)
      if (issuer.failWith !== undefined) return { ok: false, failure: issuer.failWith, detail: 'as told' }
      const body = request.url.endsWith('openid-configuration') ? discoveryText(issuer) : (issuer.keySet ?? keySetText(published))
      const response = { status: issuer.status, headers: {}, body: new TextEncoder().encode(body) }
      return { ok: true, response, trustedBy: 'roots' }
    },
  }
  return issuer
}

function discoveryText({ url, discovery }: FakeIssuer): string {
  const document: Record<string, JsonValue> = {
    issuer: url,
    jwks_uri: `${url}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    ...discovery,
  }
  return JSON.stringify(Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null)))
}

function keySetText(keys: readonly PublicKey[]): string {
  return jwkSetText(keys.map((key) => ({ key, keyId: keyIdOf(key) })))
}

const made = new Map<string, Promise<PrivateKey>>()

/** Keys are costly: one of each name for all tests of a process. */
export function testKey(name: string, algorithm: SignatureAlgorithm = 'RS256'): Promise<PrivateKey> {
  const known = made.get(name) ?? generatePrivateKey(algorithm)
  made.set(name, known)
  return known
}

/** A token with any header and any claims, signed by the key. */
export function signedToken(key: PrivateKey, claims: unknown, header: Readonly<Record<string, unknown>> = {}): string {
  const head = { alg: key.algorithm, kid: keyIdOf(key.publicKey), ...header }
  const input = `${base64url(JSON.stringify(head))}.${base64url(JSON.stringify(claims))}`
  return `${input}.${base64url(sign(key, input))}`
}

export function base64url(data: string | Uint8Array): string {
  return Buffer.from(data as string).toString('base64url')
}
