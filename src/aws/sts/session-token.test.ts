import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../../base/index.ts'
import { countingRandom } from './fakes/counting-random.ts'
import type { SealedRoleSession, SealedSession } from './sealed-session.ts'
import { createSessionTokens, type IssuedCredentials } from './session-token.ts'

const FIRST = new Uint8Array(32).fill(1)
const SECOND = new Uint8Array(32).fill(2)
const random = countingRandom()

const SESSION: SealedRoleSession = {
  kind: 'role',
  epoch: 3,
  issuedAt: 1_795_000_000,
  expiresAt: 1_795_003_600,
  roleId: 'AROAAAAAAAAAAAAAAAAAA',
  roleArn: 'arn:aws:iam::123456789012:role/team/app',
  sessionName: 'pod',
}

const FULL: SealedRoleSession = {
  ...SESSION,
  policy: '{"Version":"2012-10-17","Statement":[]}',
  policyArns: ['arn:aws:iam::123456789012:policy/narrow'],
  tags: [
    { Key: 'Project', Value: 'Ünïcode' },
    { Key: 'Empty', Value: '' },
  ],
  transitiveTagKeys: ['Project'],
  sourceIdentity: 'Admin',
  tokenId: 'jti-1',
  webIdentity: { providerArn: 'arn:aws:iam::1:oidc-provider/x', audience: 'a', subject: 's', methods: ['pwd', 'mfa'] },
}

const tokens = createSessionTokens({ current: FIRST, earlier: [] }, random)

function issued(session: SealedSession, minimumBytes?: number): IssuedCredentials {
  const credentials = tokens.issue(session, minimumBytes)
  assert.ok(credentials)
  return credentials
}

for (const [what, session] of Object.entries({
  'a plain session': SESSION,
  'a session with everything': FULL,
  'a session of an access key': {
    kind: 'access-key',
    epoch: 1,
    issuedAt: 1,
    expiresAt: 2,
    accessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
  } as const,
})) {
  test(`${what} comes out of its token as it went in`, () => {
    const { accessKeyId, secretAccessKey, sessionToken } = issued(session)
    assert.deepEqual(tokens.open(accessKeyId, sessionToken), { session, secretAccessKey })
  })
}

test('credentials have the forms that AWS clients know', () => {
  const { accessKeyId, secretAccessKey, sessionToken } = issued(FULL)
  assert.match(accessKeyId, /^ASIA[A-Z2-7]{16}$/)
  assert.equal(secretAccessKey.length, 40)
  assert.match(sessionToken, /^IRSA[A-Za-z0-9_-]+$/)
})

test('nothing of the session can be read in the token', () => {
  const { sessionToken } = issued(FULL)
  const bytes = Buffer.from(sessionToken, 'base64url').toString('latin1')
  for (const word of ['AROA', 'team', 'pod', 'Project', 'jti-1']) assert.ok(!bytes.includes(word), word)
})

test('two sessions of the same description share nothing', () => {
  const [one, other] = [issued(SESSION), issued(SESSION)]
  assert.notEqual(one.sessionToken.slice(6), other.sessionToken.slice(6))
  assert.notEqual(one.secretAccessKey, other.secretAccessKey)
})

test('the token of one session does not open for the access key of another', () => {
  const [one, other] = [issued(SESSION), issued(SESSION)]
  assert.equal(tokens.open(one.accessKeyId, other.sessionToken), undefined)
})

test('a token with any one bit flipped does not open', () => {
  const { accessKeyId, sessionToken } = issued(SESSION)
  const bytes = Buffer.from(sessionToken, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.equal(tokens.open(accessKeyId, changed.toString('base64url')), undefined, `bit ${bit}`)
  }
})

test('a token spelled otherwise, cut or lengthened does not open', () => {
  const { accessKeyId, sessionToken } = issued(SESSION)
  const changes = {
    padded: `${sessionToken}=`,
    'with white space': `${sessionToken} `,
    cut: sessionToken.slice(0, -1),
    'cut to its head': sessionToken.slice(0, 40),
    'its first letters': 'IRSA',
    lengthened: `${sessionToken}A`,
    'longer than any': `${sessionToken}${'A'.repeat(LIMITS.session.tokenBytes)}`,
    "of AWS's own look": `IQoJb3JpZ2luX2Vj${sessionToken.slice(16)}`,
    empty: '',
  }
  for (const [what, changed] of Object.entries(changes)) assert.equal(tokens.open(accessKeyId, changed), undefined, what)
})

test('after a rotation the earlier key still opens its tokens, with the same secret, and the new one seals', () => {
  const before = issued(SESSION)
  const rotated = createSessionTokens({ current: SECOND, earlier: [FIRST] }, random)
  assert.equal(rotated.open(before.accessKeyId, before.sessionToken)?.secretAccessKey, before.secretAccessKey)
  const after = rotated.issue(SESSION)
  assert.ok(after)
  assert.ok(rotated.open(after.accessKeyId, after.sessionToken))
  assert.equal(tokens.open(after.accessKeyId, after.sessionToken), undefined)
})

test('a master key that is gone opens nothing any more', () => {
  const before = issued(SESSION)
  const without = createSessionTokens({ current: SECOND, earlier: [] }, random)
  assert.equal(without.open(before.accessKeyId, before.sessionToken), undefined)
})

test('a session that would not fit is not issued', () => {
  assert.equal(tokens.issue({ ...SESSION, policy: 'x'.repeat(LIMITS.session.tokenBytes) }), undefined)
})

test('a token is made as long as was asked, up to the limit', () => {
  const plain = issued(SESSION).sessionToken.length
  for (const wished of [0, 1, plain, 1_000, 1_001, 1_002, 4_095, LIMITS.session.tokenBytes]) {
    const { accessKeyId, sessionToken } = issued(SESSION, wished)
    assert.ok(
      sessionToken.length >= wished && sessionToken.length <= Math.max(plain, wished + 3),
      `${wished}: ${sessionToken.length}`,
    )
    assert.ok(sessionToken.length <= LIMITS.session.tokenBytes)
    assert.deepEqual(tokens.open(accessKeyId, sessionToken)?.session, SESSION)
  }
})

test('a master key of another length is a bug of whoever made it', () => {
  assert.throws(() => createSessionTokens({ current: new Uint8Array(16), earlier: [] }, random), RangeError)
})
