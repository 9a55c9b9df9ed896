import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { LIMITS } from '../../base/index.ts'
import { keyIdOf } from '../../token/index.ts'
import type { DirectoryProvider } from '../iam/index.ts'
import { createFakeIssuer, type FakeIssuer, testKey } from './fakes/fake-issuer.ts'
import { createProviderKeyFetcher } from './provider-documents.ts'
import { createProviderKeys, type ProviderKeys } from './provider-keys.ts'

const { maxAgeMs, staleMs, unknownKidIntervalMs, failureBackoffMs, concurrent } = LIMITS.issuerFetch
const URL_ = 'https://oidc.example/id/A1B2'
const key = (await testKey('issuer')).publicKey
const next = (await testKey('next')).publicKey
const KID = keyIdOf(key)
const NEXT_KID = keyIdOf(next)
const FENCE = {
  trustedCertificates: ['our CA'],
  allowedPrivate: ['oidc.example:443'],
  resolve: { 'oidc.example:443': '127.0.0.1:1' },
}

let now: number
let issuer: FakeIssuer
let keys: ProviderKeys

beforeEach(() => {
  now = 1_795_000_000_000
  issuer = createFakeIssuer(URL_, key)
  keys = createProviderKeys(createProviderKeyFetcher(issuer.fetch, FENCE), { now: () => now })
})

function provider(url = URL_, thumbprints: readonly string[] = []): DirectoryProvider {
  const name = url.slice('https://'.length)
  return { accountId: '1', arn: `arn:aws:iam::1:oidc-provider/${name}`, url, name, clientIds: [], thumbprints }
}

/** 'found', or the kind and failure id of the problem. */
async function find(kid = KID, of = provider()): Promise<string> {
  const found = await keys.find(of, kid)
  return found.ok ? 'found' : `${found.problem.kind} ${found.problem.failureId}`
}

test('discovery and key set are fetched once, under the fence, and then answered without a promise', async () => {
  assert.equal(await find(), 'found')
  assert.deepEqual(
    issuer.requests.map((request) => request.url),
    [`${URL_}/.well-known/openid-configuration`, `${URL_}/openid/v1/jwks`],
  )
  for (const request of issuer.requests) {
    assert.deepEqual(request.trustedCertificates, FENCE.trustedCertificates)
    assert.deepEqual(request.allowedPrivate, FENCE.allowedPrivate)
    assert.deepEqual(request.resolve, FENCE.resolve)
    assert.equal(request.timeoutMs, LIMITS.issuerFetch.timeoutMs)
  }
  assert.deepEqual(
    issuer.requests.map((request) => request.maxBytes),
    [LIMITS.issuerFetch.discoveryBytes, LIMITS.issuerFetch.keySetBytes],
  )
  const again = keys.find(provider(), KID)
  assert.ok(!(again instanceof Promise) && again.ok)
  assert.equal(issuer.requests.length, 2)
})

test("the last slash of an issuer's path is not doubled", async () => {
  await find(KID, provider(`${URL_}/`))
  assert.equal(issuer.requests[0]?.url, `${URL_}/.well-known/openid-configuration`)
})

test('many requests at once make one fetch', async () => {
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 50 }, () => find()))), new Set(['found']))
  assert.equal(issuer.requests.length, 2)
})

test('keys are fetched again at their age limit, and a key that is gone is then refused', async () => {
  await find()
  issuer.publish(next)
  now += maxAgeMs - 1
  assert.equal(await find(), 'found')
  now += 1
  assert.equal(await find(), 'unknown-key IS03')
  assert.equal(await find(NEXT_KID), 'found')
})

test('an unknown kid is looked for at once after an interval, and no more than once in it', async () => {
  await find()
  assert.equal(await find('nobody'), 'unknown-key IS03')
  issuer.publish(key, next)
  assert.equal(await find(NEXT_KID), 'unknown-key IS03')
  assert.equal(issuer.requests.length, 2)
  now += unknownKidIntervalMs
  assert.equal(await find(NEXT_KID), 'found')
  for (let index = 0; index < 20; index++) assert.equal(await find(`nobody-${index}`), 'unknown-key IS03')
  assert.equal(issuer.requests.length, 4)
})

test('after a failure nobody asks again for a while', async () => {
  issuer.failWith = 'unreachable'
  assert.equal(await find(), 'unavailable IS01')
  issuer.failWith = undefined
  now += failureBackoffMs - 1
  assert.equal(await find(), 'unavailable IS01')
  assert.equal(issuer.requests.length, 1)
  now += 1
  assert.equal(await find(), 'found')
})

test('in an outage known keys are served, without waiting, for at most a day', async () => {
  await find()
  const fetchedAt = now
  issuer.failWith = 'timeout'
  now += maxAgeMs
  assert.equal(await find(), 'found')
  now += failureBackoffMs
  const stale = keys.find(provider(), KID)
  assert.ok(!(stale instanceof Promise) && stale.ok)
  assert.equal(await find(NEXT_KID), 'unavailable IS01')
  now = fetchedAt + staleMs - 1
  assert.equal(await find(), 'found')
  now += 1
  assert.equal(await find(), 'unavailable IS01')
})

test('stale keys are given up at once when the certificate no longer fits', async () => {
  await find()
  issuer.failWith = 'certificate-untrusted'
  now += maxAgeMs
  assert.equal(await find(), 'certificate PR04')
})

test('a clock that is moved back freezes nothing', async () => {
  await find()
  now -= 10 * maxAgeMs
  issuer.publish(next)
  assert.equal(await find(NEXT_KID), 'found')
})

test("keys that one account's pin vouched for do not serve another pin", async () => {
  const [mine, theirs] = [['a'.repeat(40)], ['b'.repeat(40)]]
  await find(KID, provider(URL_, mine))
  assert.deepEqual(issuer.requests[0]?.thumbprints, mine)
  issuer.failWith = 'certificate-untrusted'
  assert.equal(await find(KID, provider(URL_, theirs)), 'certificate PR04')
  assert.equal(await find(KID, provider(URL_, mine)), 'found')
})

test('only so many fetches run at once; the others wait their turn', async () => {
  let running = 0
  let most = 0
  const slow = createProviderKeys(
    async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return { ok: true, value: [{ keyId: KID, key }] }
    },
    { now: () => now },
  )
  const found = await Promise.all(
    Array.from({ length: 60 }, (_, index) => slow.find(provider(`https://host-${index}.example`), KID)),
  )
  assert.ok(found.every((answer) => answer.ok))
  assert.equal(most, concurrent)
})

const BAD_DOCUMENTS: readonly [what: string, spoil: Partial<FakeIssuer>, problem: string][] = [
  ['the issuer of the document is another', { discovery: { issuer: `${URL_}/` } }, 'unavailable IS05'],
  ['the issuer of the document has another case', { discovery: { issuer: URL_.toUpperCase() } }, 'unavailable IS05'],
  ['there is no jwks_uri', { discovery: { jwks_uri: null } }, 'unavailable IS04'],
  ['the jwks_uri is not https', { discovery: { jwks_uri: 'http://oidc.example/keys' } }, 'unavailable IS04'],
  ['the jwks_uri is a file', { discovery: { jwks_uri: 'file:///etc/passwd' } }, 'unavailable IS04'],
  ['the jwks_uri is no URL', { discovery: { jwks_uri: 'keys' } }, 'unavailable IS04'],
  ['a required list is missing', { discovery: { response_types_supported: null } }, 'unavailable IS10'],
  ['the status is not 200', { status: 404 }, 'unavailable IS01'],
  ['the key set is no JSON', { keySet: '<html>' }, 'unavailable IS10'],
  ['the key set is a list', { keySet: '[]' }, 'unavailable IS10'],
  ['the key set is empty', { keySet: '{"keys":[]}' }, 'unknown-key IS03'],
  ['an address is refused', { failWith: 'address-refused' }, 'unavailable IS01'],
  ['a document is too large', { failWith: 'too-large' }, 'unavailable IS10'],
  ['the certificate is not trusted', { failWith: 'certificate-untrusted' }, 'certificate PR04'],
]
for (const [what, spoil, problem] of BAD_DOCUMENTS) {
  test(`no key is found if ${what}`, async () => {
    Object.assign(issuer, spoil)
    assert.equal(await find(), problem)
  })
}

test('a key published without kid is never found; one with the empty kid is the key of tokens without', async () => {
  const jwk = { kty: 'RSA', ...key.handle.export({ format: 'jwk' }) }
  issuer.keySet = JSON.stringify({ keys: [jwk] })
  assert.equal(await find(''), 'unknown-key IS03')
  issuer.keySet = JSON.stringify({ keys: [{ ...jwk, kid: '' }] })
  now += unknownKidIntervalMs
  assert.equal(await find(''), 'found')
})
