/** Our verification against what the AWS SDK's own signer produces, for requests that nobody would write by hand. */
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { createSigningKeys, signatureClaim, signatureMatches } from '../index.ts'

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLE//////////wEa+token=='
const SIGNED_AT = new Date('2026-11-21T08:30:00Z')
const keys = createSigningKeys()

class Sha256 {
  #hash
  constructor(secret?: Uint8Array | string) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }
  update(data: Uint8Array | string) {
    this.#hash.update(data)
  }
  async digest() {
    return new Uint8Array(this.#hash.digest())
  }
  reset() {}
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly query: Record<string, string | string[]>
  readonly headers: Record<string, string>
  readonly body: string
}

function signer(service: string, sessionToken: string | undefined) {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET, ...(sessionToken ? { sessionToken } : {}) }
  return new SignatureV4({
    credentials,
    region: 'us-east-1',
    service,
    sha256: Sha256 as never,
    uriEscapePath: service !== 's3',
  })
}

const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** As the SDK's node-http-handler puts a request on the wire. */
function targetOf(path: string, query: Record<string, string | string[] | null | undefined>): string {
  const pairs = Object.keys(query).flatMap((name) => {
    const value = query[name]
    return [value ?? ''].flat().map((each) => `${escaped(name)}=${escaped(each)}`)
  })
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

function accepted(target: string, headers: Record<string, string>, sent: Sent, secret: string, rawHeaders?: string[]): boolean {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const claim = signatureClaim(target, lower)
  assert.ok(claim?.ok)
  const payloadHash = createHash('sha256').update(sent.body).digest('hex')
  const message = { method: sent.method, target, rawHeaders: rawHeaders ?? Object.entries(headers).flat(), payloadHash }
  return signatureMatches(message, claim.value, secret, keys)
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('a b', 'ü/é', '日本', '+', '%2F', '~-_.', "!'()*"),
)
const segment = text.map((raw) => escaped(raw)).filter((encoded) => encoded !== '.' && encoded !== '..')
const path = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`)
const name = fc.oneof(fc.constantFrom('a', 'a-b', 'a.b', 'A', 'prefix', 'x id', 'ä'), fc.string({ minLength: 1, maxLength: 4 }))
const query = fc.dictionary(
  name.filter((each) => each !== '__proto__' && !each.toLowerCase().startsWith('x-amz-')),
  fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
  { maxKeys: 4, noNullPrototype: true },
)
const headerValue = fc.constantFrom(
  'plain',
  ' two  spaces ',
  'tab\tinside',
  'a,b',
  'identity',
  'text/plain; charset=utf-8',
  'caf\u00e9',
)
const headers = fc.dictionary(fc.constantFrom('x-amz-meta-a', 'Content-Type', 'accept-encoding', 'X-Custom'), headerValue, {
  noNullPrototype: true,
})
const request: fc.Arbitrary<Sent> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path,
  query,
  headers,
  body: fc.string({ maxLength: 20 }),
})
const service = fc.constantFrom('sts', 'eks', 's3')
const token = fc.constantFrom(undefined, TOKEN)

function httpRequest(sent: Sent) {
  return {
    method: sent.method,
    protocol: 'http:',
    hostname: 'localhost',
    port: 4566,
    path: sent.path,
    query: sent.query,
    headers: { host: 'localhost:4566', ...sent.headers },
    body: sent.body,
  }
}

test('what the SDK signs in the header is accepted, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(request, service, token, async (sent, name, sessionToken) => {
      const signed = await signer(name, sessionToken).sign(httpRequest(sent), { signingDate: SIGNED_AT })
      const target = targetOf(sent.path, signed.query ?? {})
      assert.ok(accepted(target, signed.headers, sent, SECRET))
      assert.ok(!accepted(target, signed.headers, sent, `${SECRET}x`))
      assert.ok(!accepted(target, signed.headers, { ...sent, body: `${sent.body}x` }, SECRET))
      assert.ok(!accepted(target, signed.headers, { ...sent, method: 'PATCH' }, SECRET))
      assert.ok(!accepted(`${target}${target.includes('?') ? '&' : '?'}more=1`, signed.headers, sent, SECRET))
    }),
    { numRuns: 150 },
  )
})

test('what the SDK pre-signs is accepted, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(request, service, token, async (sent, name, sessionToken) => {
      const signed = await signer(name, sessionToken).presign(httpRequest(sent), { signingDate: SIGNED_AT, expiresIn: 60 })
      const target = targetOf(sent.path, signed.query ?? {})
      assert.ok(accepted(target, signed.headers, sent, SECRET))
      assert.ok(!accepted(target.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'), signed.headers, sent, SECRET))
    }),
    { numRuns: 100 },
  )
})

test('repeated headers count as one with commas, in the order in which they came', async () => {
  const sent: Sent = { method: 'GET', path: '/', query: {}, headers: { 'x-amz-meta-a': 'one,two' }, body: '' }
  const signed = await signer('sts', undefined).sign(httpRequest(sent), { signingDate: SIGNED_AT })
  const others = Object.entries(signed.headers).filter(([header]) => header !== 'x-amz-meta-a')
  const inOrder = [...others.flat(), 'X-Amz-Meta-A', ' one', 'x-amz-meta-a', 'two ']
  const swapped = [...others.flat(), 'x-amz-meta-a', 'two', 'x-amz-meta-a', 'one']
  assert.ok(accepted('/', signed.headers, sent, SECRET, inOrder))
  assert.ok(!accepted('/', signed.headers, sent, SECRET, swapped))
})

test('a claim is read or refused with words, whatever the header says', () => {
  const part = fc.constantFrom(
    'AWS4-HMAC-SHA256 ',
    'Credential=',
    'a/20261121/r/s/aws4_request',
    ', ',
    'SignedHeaders=host',
    ';',
    '=',
  )
  const header = fc.array(fc.oneof(part, fc.string({ maxLength: 5 })), { maxLength: 10 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(header, fc.string({ maxLength: 20 }), (authorization, date) => {
      const claim = signatureClaim('/', { authorization, 'x-amz-date': date })
      assert.ok(claim !== undefined && (claim.ok || claim.problem.message.length > 0))
    }),
  )
})
