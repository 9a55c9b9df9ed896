import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { HttpRequest, ScheduledTask, Scheduler } from '../base/index.ts'
import { openSqliteStore } from '../storage/sqlite/index.ts'
import { createServiceAccountToken, decodeToken, keyIdOf, parseJwkSet, verifyTokenSignature } from '../token/index.ts'
import { type Issuer, IssuerUrlError, KeySetFullError, openIssuer } from './index.ts'

const URL = 'https://localhost:6443/id/0123456789ABCDEF0123456789ABCDEF'
const HOUR = 3_600
const LEAD = HOUR + 60
const DAY = 24 * HOUR

/** Time that moves when told; due tasks run in order, and what they start is waited for by `settled`. */
class FakeTime implements Scheduler {
  seconds = 1_795_000_000
  readonly tasks: { at: number; task: () => void }[] = []
  now = () => this.seconds * 1_000

  after(delayMs: number, task: () => void): ScheduledTask {
    const entry = { at: this.now() + delayMs, task }
    this.tasks.push(entry)
    return { cancel: () => void (this.tasks.includes(entry) && this.tasks.splice(this.tasks.indexOf(entry), 1)) }
  }

  /** Moves by steps, and lets what became due run to its end. */
  async advance(seconds: number, stepSeconds = HOUR): Promise<void> {
    const end = this.seconds + seconds
    while (this.seconds < end) {
      this.seconds = Math.min(end, this.seconds + stepSeconds)
      const due = this.tasks.filter(({ at }) => at <= this.now())
      for (const entry of due) this.tasks.splice(this.tasks.indexOf(entry), 1)
      for (const { task } of due) task()
      // A task has ended when it waits for its next time.
      while (due.length > 0 && this.tasks.length === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

const store = await openSqliteStore({ path: ':memory:' })
after(() => store.close())

async function fresh(options: Partial<Parameters<typeof openIssuer>[0]> = {}) {
  const time = new FakeTime()
  await store.clear(['issuer-keys'])
  const issuer = await openIssuer({ url: URL, store, clock: time, algorithm: 'ES256', longestTokenSeconds: DAY, ...options })
  return { time, issuer, open: () => openIssuer({ url: URL, store, clock: time, algorithm: 'ES256', longestTokenSeconds: DAY }) }
}

function tokenOf(issuer: Issuer, seconds: number): string {
  const { key, keyId } = issuer.signingKey()
  const description = { issuer: issuer.url, audiences: ['sts.amazonaws.com'], issuedAt: seconds, expiresAt: seconds + DAY }
  const account = { tokenId: 'id', namespace: 'default', serviceAccount: { name: 'a', uid: 'u' } }
  return createServiceAccountToken({ ...description, ...account }, key, keyId)
}

/** As STS does it: by the kid, from the key set's text. */
function verifies(token: string, keySetText: string): boolean {
  const decoded = decodeToken(token)
  const set = parseJwkSet(keySetText)
  assert.ok(decoded.ok && set.ok)
  const key = set.value.find(({ keyId }) => keyId === decoded.value.keyId)
  return key !== undefined && verifyTokenSignature(decoded.value, key.key)
}

const idsOf = (issuer: Issuer) => issuer.verificationKeys().map(({ keyId }) => keyId)
const request = (target: string, method = 'GET') => ({ method, target }) as HttpRequest

test('a fresh issuer has one key, named as kube-apiserver names it, RS256 unless told otherwise', async () => {
  const { issuer, time } = await fresh({ algorithm: 'RS256' })
  const { key, keyId } = issuer.signingKey()
  assert.equal(key.algorithm, 'RS256')
  assert.equal(keyId, keyIdOf(key.publicKey))
  assert.deepEqual(idsOf(issuer), [keyId])
  assert.ok(verifies(tokenOf(issuer, time.seconds), issuer.keySetText()))
  issuer.close()
})

test('the discovery document is that of EKS, with the algorithms of the keys', async () => {
  const { issuer } = await fresh()
  assert.equal(
    issuer.discoveryText(),
    `{"issuer":"${URL}","jwks_uri":"${URL}/keys","authorization_endpoint":"urn:kubernetes:programmatic_authorization",` +
      '"response_types_supported":["id_token"],"subject_types_supported":["public"],' +
      '"id_token_signing_alg_values_supported":["ES256"],"claims_supported":["sub","iss"]}',
  )
  issuer.close()
})

const answers: [string, string, number, string | undefined][] = [
  ['GET', '/id/0123456789ABCDEF0123456789ABCDEF/.well-known/openid-configuration', 200, 'application/json'],
  ['GET', '/id/0123456789ABCDEF0123456789ABCDEF/.well-known/openid-configuration?x=y', 200, 'application/json'],
  ['HEAD', '/id/0123456789ABCDEF0123456789ABCDEF/keys', 200, 'application/jwk-set+json'],
  ['GET', '/id/0123456789ABCDEF0123456789ABCDEF/keys', 200, 'application/jwk-set+json'],
  ['POST', '/id/0123456789ABCDEF0123456789ABCDEF/keys', 405, undefined],
  ['DELETE', '/id/0123456789ABCDEF0123456789ABCDEF/.well-known/openid-configuration', 405, undefined],
  ['GET', '/id/0123456789ABCDEF0123456789ABCDEF', 404, undefined],
  ['GET', '/id/0123456789ABCDEF0123456789ABCDEF/keys/', 404, undefined],
  ['GET', '/id/0123456789abcdef0123456789abcdef/keys', 404, undefined],
  ['GET', '/.well-known/openid-configuration', 404, undefined],
  ['GET', '/id/x/../0123456789ABCDEF0123456789ABCDEF/keys', 404, undefined],
]
test('the documents are served to anybody, under the path of the URL only', async () => {
  const { issuer } = await fresh()
  for (const [method, target, status, type] of answers) {
    const response = await issuer.handler(request(target, method))
    assert.equal(response.status, status, `${method} ${target}`)
    if (type === undefined) continue
    assert.deepEqual(response.headers, { 'content-type': type, 'cache-control': 'public, max-age=3600' })
    const text = target.endsWith('/keys') ? issuer.keySetText() : issuer.discoveryText()
    assert.equal(response.body, method === 'HEAD' ? undefined : text)
  }
  assert.equal((await issuer.handler(request(`${answers[2]?.[1]}`, 'PUT'))).headers['allow'], 'GET, HEAD')
  issuer.close()
})

for (const [url, jwksUri, path] of [
  ['https://issuer.example', 'https://issuer.example/keys', '/keys'],
  ['https://issuer.example/', 'https://issuer.example/keys', '/keys'],
  ['https://issuer.example/a/', 'https://issuer.example/a/keys', '/a/keys'],
] as const) {
  test(`the issuer ${url} is written exactly so, its documents are below it`, async () => {
    const { issuer } = await fresh({ url })
    const { issuer: written, jwks_uri } = JSON.parse(issuer.discoveryText())
    assert.deepEqual([written, jwks_uri], [url, jwksUri])
    assert.equal((await issuer.handler(request(path))).status, 200)
    issuer.close()
  })
}

for (const url of [
  'http://issuer.example',
  'issuer.example',
  'https://a?b',
  'https://a#b',
  'https://u:p@a',
  'HTTPS://a',
  'https://a b',
  '',
]) {
  test(`${JSON.stringify(url)} is refused as an issuer`, async () => {
    await assert.rejects(fresh({ url }), (error) => error instanceof IssuerUrlError && error.code === 'ISSUER_URL')
  })
}

test('a restart keeps the keys and what each is for', async () => {
  const { issuer, time, open } = await fresh()
  await issuer.rotate()
  const before = [issuer.signingKey().keyId, issuer.keySetText()]
  issuer.close()
  const again = await open()
  assert.deepEqual([again.signingKey().keyId, again.keySetText()], before)
  await time.advance(LEAD)
  assert.notEqual(again.signingKey().keyId, before[0])
  again.close()
})

test('a rotated key signs only once every cached key set has it, and the old one stays for its last token', async () => {
  const { issuer, time } = await fresh()
  const first = issuer.signingKey().keyId
  await issuer.rotate()
  assert.equal(idsOf(issuer).length, 2)
  await time.advance(LEAD - 1)
  assert.equal(issuer.signingKey().keyId, first)
  const lastToken = tokenOf(issuer, time.seconds)
  await time.advance(1)
  assert.notEqual(issuer.signingKey().keyId, first)
  await time.advance(DAY)
  assert.ok(verifies(lastToken, issuer.keySetText()))
  await time.advance(60)
  assert.ok(!verifies(lastToken, issuer.keySetText()))
  await issuer.rotate()
  assert.ok(!(await store.list('issuer-keys')).documents.some(({ value }) => JSON.stringify(value).includes(first)))
  assert.equal((await store.list('issuer-keys')).documents.length, 2, 'the removed key is gone from the store')
  issuer.close()
})

test('a month of scheduled rotation: every token verifies with any key set cached during its life', async () => {
  const time = new FakeTime()
  const { issuer } = await fresh({ clock: time, rotation: { everySeconds: 2 * DAY, scheduler: time } })
  const signers = new Set<string>()
  let cached = issuer.keySetText()
  let yesterday = tokenOf(issuer, time.seconds)
  for (let day = 0; day < 30; day++) {
    const token = tokenOf(issuer, time.seconds)
    signers.add(issuer.signingKey().keyId)
    assert.ok(verifies(token, cached), 'the set that was cached an hour ago knows the signer')
    assert.ok(verifies(yesterday, issuer.keySetText()), 'the set of today knows the signer of yesterday')
    yesterday = token
    await time.advance(DAY - HOUR)
    cached = issuer.keySetText()
    await time.advance(HOUR)
    assert.ok(idsOf(issuer).length <= 3)
  }
  assert.equal(signers.size, 15)
  issuer.close()
  assert.equal(time.tasks.length, 0, 'a closed issuer waits for nothing')
})

test('another algorithm on the same store is a rotation, and both algorithms are announced meanwhile', async () => {
  const { issuer, time } = await fresh({ algorithm: 'RS256' })
  issuer.close()
  const changed = await openIssuer({ url: URL, store, clock: time, algorithm: 'ES256', longestTokenSeconds: DAY })
  assert.equal(changed.signingKey().key.algorithm, 'RS256')
  assert.deepEqual(JSON.parse(changed.discoveryText()).id_token_signing_alg_values_supported, ['ES256', 'RS256'])
  await time.advance(LEAD)
  assert.equal(changed.signingKey().key.algorithm, 'ES256')
  changed.close()
})

test('replicas on one store share keys, and rotating at the same time publishes one', async () => {
  const { issuer, open } = await fresh()
  const replica = await open()
  assert.equal(replica.signingKey().keyId, issuer.signingKey().keyId)
  await Promise.all([issuer.rotate(), replica.rotate()])
  assert.equal(idsOf(issuer).length, 2)
  assert.deepEqual(idsOf(replica), idsOf(issuer))
  issuer.close()
  replica.close()
})

test('a clock that was moved back still has one signer, and new keys come last', async () => {
  const { issuer, time } = await fresh()
  await time.advance(DAY)
  await issuer.rotate()
  time.seconds -= 30 * DAY
  const first = issuer.signingKey().keyId
  await issuer.rotate()
  assert.equal(issuer.signingKey().keyId, first)
  const published = issuer.schedule().keys.map(({ signsFrom }) => signsFrom)
  assert.deepEqual(published, [...published].sort())
  issuer.close()
})

test('a key too many for the readers of the set is refused by name', async () => {
  const { issuer } = await fresh()
  for (let count = 1; count < 100; count++) await issuer.rotate()
  assert.equal(idsOf(issuer).length, 100)
  assert.ok(parseJwkSet(issuer.keySetText()).ok)
  await assert.rejects(issuer.rotate(), (error) => error instanceof KeySetFullError && error.code === 'KEY_SET_FULL')
  issuer.close()
})
