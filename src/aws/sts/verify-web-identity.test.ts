import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { publicKeyToDer, publicKeyToJwk, sign } from '../../crypto/index.ts'
import { keyIdOf } from '../../token/index.ts'
import { base64url, signedToken, testKey } from './fakes/fake-issuer.ts'
import { createFakeSts, type FakeSts, ISSUER, NOW, refusalOf } from './fakes/fake-sts.ts'

const SECONDS = NOW / 1000
const NOT_A_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'
const NO_KEY =
  "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"
const AUDIENCE = 'Incorrect token audience'
const stranger = await testKey('stranger')
const elliptic = await testKey('elliptic', 'ES256')

interface Row {
  readonly what: string
  /** The token that is sent. */
  readonly attack: (sts: FakeSts) => string
  readonly message: string
  readonly failureId?: string
  /** Default `InvalidIdentityToken`; the status is 400 throughout. */
  readonly code?: string
}

function rows(failureId: string, cases: readonly Row[]): readonly Row[] {
  return cases.map((row) => ({ ...row, failureId }))
}

const noProviderFor = (issuer: string): string => `No OpenIDConnect provider found in your account for ${issuer}`

/** One part replaced in a token that is good otherwise; the signature stays. */
function forged(sts: FakeSts, index: 0 | 1 | 2, change: (text: string) => string): string {
  const parts = sts.token().split('.')
  parts[index] = base64url(change(Buffer.from(parts[index] ?? '', 'base64url').toString('latin1')))
  return parts.join('.')
}

/** The issuer's own signature over exactly these texts. */
function signedTexts(sts: FakeSts, header: string, claims: string): string {
  const input = `${base64url(header)}.${base64url(claims)}`
  return `${input}.${base64url(sign(sts.key, input))}`
}

function headerOf(sts: FakeSts, more: object = {}): string {
  return JSON.stringify({ alg: 'RS256', kid: keyIdOf(sts.key.publicKey), ...more })
}

function symmetric(sts: FakeSts, secret: string | Uint8Array): string {
  const input = `${base64url(headerOf(sts, { alg: 'HS256' }))}.${base64url(JSON.stringify(sts.claims()))}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

function unsigned(sts: FakeSts, alg: string, signature = ''): string {
  return `${base64url(headerOf(sts, { alg }))}.${base64url(JSON.stringify(sts.claims()))}.${signature}`
}

const FORMS = rows('TK06', [
  { what: 'alg is none, without a signature', attack: (it) => unsigned(it, 'none'), message: NOT_A_JWT },
  { what: 'alg is None, with a signature', attack: (it) => unsigned(it, 'None', 'AAAA'), message: NOT_A_JWT },
  { what: 'HS256 with the public key in PEM', attack: (it) => symmetric(it, pem(it)), message: NOT_A_JWT },
  {
    what: 'HS256 with the public key in DER',
    attack: (it) => symmetric(it, publicKeyToDer(it.key.publicKey)),
    message: NOT_A_JWT,
  },
  { what: 'HS256 with an empty key', attack: (it) => symmetric(it, ''), message: NOT_A_JWT },
  { what: 'PS256', attack: (it) => it.token({}, { alg: 'PS256' }), message: NOT_A_JWT },
  { what: 'the key stands in the header', attack: (it) => withOwnKey(it), message: NOT_A_JWT },
  { what: 'the header names a key set', attack: (it) => it.token({}, { jku: 'https://evil.example/keys' }), message: NOT_A_JWT },
  { what: 'the header names a certificate', attack: (it) => it.token({}, { x5u: 'https://evil.example/c' }), message: NOT_A_JWT },
  { what: 'the header brings a certificate', attack: (it) => it.token({}, { x5c: ['AAAA'] }), message: NOT_A_JWT },
  { what: 'the header has critical members', attack: (it) => it.token({}, { crit: ['exp'], exp: 1 }), message: NOT_A_JWT },
  { what: 'the payload is not encoded', attack: (it) => it.token({}, { b64: false, crit: ['b64'] }), message: NOT_A_JWT },
  { what: 'kid is a number', attack: (it) => it.token({}, { kid: 1 }), message: NOT_A_JWT },
  { what: 'alg is missing', attack: (it) => it.token({}, { alg: undefined }), message: NOT_A_JWT },
  { what: 'an access token was sent', attack: () => 'EwB4A8l6BAAU', message: NOT_A_JWT },
  { what: 'a part is missing', attack: (it) => it.token().slice(0, it.token().lastIndexOf('.')), message: NOT_A_JWT },
  { what: 'there is a part too many', attack: (it) => `${it.token()}.AAAA`, message: NOT_A_JWT },
  { what: 'it is encrypted', attack: () => 'a.b.c.d.e', message: NOT_A_JWT },
  { what: 'a part is padded', attack: (it) => `${it.token()}=`, message: NOT_A_JWT },
  { what: 'white space stands before it', attack: (it) => ` ${it.token()}`, message: NOT_A_JWT },
  { what: 'a line end stands behind it', attack: (it) => `${it.token()}\n`, message: NOT_A_JWT },
  { what: 'a claim stands twice', attack: (it) => doubled(it), message: NOT_A_JWT },
  { what: 'the claims are a list', attack: (it) => signedTexts(it, headerOf(it), '[]'), message: NOT_A_JWT },
  { what: 'the claims are no JSON', attack: (it) => signedTexts(it, headerOf(it), '{'), message: NOT_A_JWT },
  { what: 'the claims are nested without end', attack: (it) => signedTexts(it, headerOf(it), nested()), message: NOT_A_JWT },
  { what: 'it has no issuer', attack: (it) => it.token({ iss: undefined }), message: NOT_A_JWT },
  { what: 'its issuer is a list', attack: (it) => it.token({ iss: [ISSUER] }), message: NOT_A_JWT },
  { what: 'it is larger than STS takes', attack: (it) => it.token({ pad: 'x'.repeat(20_000) }), message: NOT_A_JWT },
])

const CLAIMS: readonly Row[] = [
  ...['aud', 'sub', 'exp', 'iat'].map((name) => ({
    what: `it has no ${name}`,
    attack: (it: FakeSts) => it.token({ [name]: undefined }),
    message: `Missing a required claim: ${name}`,
  })),
  { what: 'sub is a number', attack: (it) => it.token({ sub: 1 }), message: 'Invalid value for claim sub: must be a text' },
  { what: 'sub is empty', attack: (it) => it.token({ sub: '' }), message: 'Invalid value for claim sub: must be a text' },
  { what: 'sub is a list', attack: (it) => it.token({ sub: ['a'] }), message: 'Invalid value for claim sub: must be a text' },
  {
    what: 'aud holds an object',
    attack: (it) => it.token({ aud: [{}] }),
    message: 'Invalid value for claim aud: must be a text or a list of texts',
  },
  {
    what: 'exp is a text',
    attack: (it) => it.token({ exp: '9999999999' }),
    message: 'Invalid value for claim exp: must be a time in seconds since 1970',
  },
  {
    what: 'exp is beyond all dates',
    attack: (it) => it.token({ exp: 1e300 }),
    message: 'Invalid value for claim exp: must be a time in seconds since 1970',
  },
]

const ISSUERS: readonly Row[] = [
  ...[`${ISSUER}/`, ISSUER.toUpperCase(), ISSUER.replace('https', 'http'), `${ISSUER}#`, 'https://other.example'].map((iss) => ({
    what: `the issuer is ${iss}`,
    attack: (it: FakeSts) => it.token({ iss }),
    message: noProviderFor(iss),
    failureId: 'PR01',
  })),
  {
    what: 'it is a legacy token of a secret',
    attack: (it) => it.token({ iss: 'kubernetes/serviceaccount' }),
    message: noProviderFor('kubernetes/serviceaccount'),
    failureId: 'TK10',
  },
  {
    what: 'its issuer is known in the cluster only',
    attack: (it) => it.token({ iss: 'https://kubernetes.default.svc.cluster.local' }),
    message: noProviderFor('https://kubernetes.default.svc.cluster.local'),
    failureId: 'IS06',
  },
]

const KEYS = rows('IS03', [
  { what: 'a stranger signed it under his own kid', attack: (it) => signedToken(stranger, it.claims()), message: NO_KEY },
  {
    what: "a stranger signed it under the issuer's kid",
    attack: (it) => signedToken(stranger, it.claims(), { kid: keyIdOf(it.key.publicKey) }),
    message: NO_KEY,
  },
  {
    what: 'an elliptic key signed it under the kid of an RSA key',
    attack: (it) => signedToken(elliptic, it.claims(), { kid: keyIdOf(it.key.publicKey) }),
    message: NO_KEY,
  },
  { what: 'the header names a larger hash than the key has', attack: (it) => it.token({}, { alg: 'RS512' }), message: NO_KEY },
  { what: 'kid is missing and no key goes without', attack: (it) => it.token({}, { kid: undefined }), message: NO_KEY },
  { what: 'kid is a path', attack: (it) => it.token({}, { kid: '../../dev/null' }), message: NO_KEY },
  { what: 'kid is a name of every object', attack: (it) => it.token({}, { kid: '__proto__' }), message: NO_KEY },
  {
    what: 'kid differs in case',
    attack: (it) => it.token({}, { kid: keyIdOf(it.key.publicKey).toLowerCase() }),
    message: NO_KEY,
  },
  {
    what: 'the claims were changed',
    attack: (it) => forged(it, 1, (text) => text.replace('default', 'kube-sy')),
    message: NO_KEY,
  },
  {
    what: 'the header was changed',
    attack: (it) => forged(it, 0, (text) => text.replace('{', '{"typ":"JWT",')),
    message: NO_KEY,
  },
  { what: 'the signature was cut', attack: (it) => forgedSignature(it, (bytes) => bytes.subarray(1)), message: NO_KEY },
  { what: 'the signature is all zero', attack: (it) => forgedSignature(it, (bytes) => bytes.fill(0)), message: NO_KEY },
  {
    what: 'the signature was lengthened',
    attack: (it) => forgedSignature(it, (bytes) => Buffer.concat([bytes, bytes])),
    message: NO_KEY,
  },
])

const TIMES: readonly Row[] = [
  {
    what: 'it has expired',
    attack: (it) => it.token({ exp: SECONDS - 60 }),
    message: `Token expired: current date/time ${SECONDS} must be before the expiration date/time ${SECONDS - 60}`,
    failureId: 'TK03',
    code: 'ExpiredTokenException',
  },
  {
    what: 'it is too old, although it has not expired',
    attack: (it) => it.token({ iat: SECONDS - 441_398, nbf: undefined, exp: SECONDS + 1_000_000 }),
    message: 'Token too old: 441398',
    failureId: 'TK03',
    code: 'ExpiredTokenException',
  },
  {
    what: 'nbf lies in the future',
    attack: (it) => it.token({ nbf: SECONDS + 61 }),
    message: `Token not yet valid: current date/time ${SECONDS} must not be before ${SECONDS + 61}`,
    failureId: 'TK07',
  },
  {
    what: 'iat lies in the future',
    attack: (it) => it.token({ iat: SECONDS + 61 }),
    message: `Token not yet valid: current date/time ${SECONDS} must not be before ${SECONDS + 61}`,
    failureId: 'TK07',
  },
]

const AUDIENCES = rows('TK01', [
  { what: 'the audience is another', attack: (it) => it.token({ aud: ['vault'] }), message: AUDIENCE },
  { what: 'there is no audience in the list', attack: (it) => it.token({ aud: [] }), message: AUDIENCE },
  { what: 'the audience differs in case', attack: (it) => it.token({ aud: 'STS.amazonaws.com' }), message: AUDIENCE },
  { what: 'the audience only begins so', attack: (it) => it.token({ aud: 'sts.amazonaws.com.cn' }), message: AUDIENCE },
  { what: 'azp is another, although aud fits', attack: (it) => it.token({ azp: 'app' }), message: AUDIENCE },
])

for (const { what, attack, message, failureId, code } of [...FORMS, ...CLAIMS, ...ISSUERS, ...KEYS, ...TIMES, ...AUDIENCES]) {
  test(`a token is refused if ${what}`, async () => {
    const sts = await createFakeSts()
    const refusal = await refusalOf(sts.assume(attack(sts)))
    assert.deepEqual(refusal, { code: code ?? 'InvalidIdentityToken', status: 400, message })
    assert.equal(sts.notes['failureId'], failureId)
    assert.equal(sts.notes['subject'], undefined)
  })
}

const GOOD: readonly [what: string, claims: Record<string, unknown>][] = [
  ['has its audience as a text', { aud: 'sts.amazonaws.com' }],
  ['has other audiences too', { aud: ['vault', 'sts.amazonaws.com'] }],
  ['expired a moment ago, by a clock that may be off', { exp: SECONDS - 59 }],
  ['is from a moment ahead, by a clock that may be off', { iat: SECONDS + 60, nbf: SECONDS + 60 }],
  ['has no nbf and no jti', { nbf: undefined, jti: undefined }],
  ['has lived for a day', { iat: SECONDS - 86_400, nbf: SECONDS - 86_400 }],
  ['has a jti longer than anybody carries', { jti: 'x'.repeat(5_000) }],
]
for (const [what, claims] of GOOD) {
  test(`a token is accepted if it ${what}`, async () => {
    const sts = await createFakeSts({ epoch: () => ({ number: 1, startedAtMs: 0 }) })
    assert.ok(await sts.assume(sts.token(claims)))
  })
}

for (const algorithm of ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const) {
  test(`a key of ${algorithm} verifies its tokens`, async () => {
    const sts = await createFakeSts()
    const key = await testKey(algorithm, algorithm)
    sts.issuer.publish(sts.key.publicKey, key.publicKey)
    assert.ok(await sts.assume(signedToken(key, sts.claims())))
  })
}

test('a provider of another account does not count', async () => {
  const sts = await createFakeSts()
  sts.directory.removeProvider(ISSUER)
  sts.directory.addProvider({ url: ISSUER, accountId: '210987654321' })
  assert.equal((await refusalOf(sts.assume(sts.token()))).message, noProviderFor(ISSUER))
})

test('a certificate that does not fit has a sentence of its own', async () => {
  const sts = await createFakeSts()
  sts.issuer.failWith = 'certificate-untrusted'
  assert.deepEqual(await refusalOf(sts.assume(sts.token())), {
    code: 'InvalidIdentityToken',
    status: 400,
    message: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
  })
  assert.equal(sts.notes['failureId'], 'PR04')
})

test('an issuer that cannot be reached is told in the words for keys, and recorded with the reason', async () => {
  const sts = await createFakeSts()
  sts.issuer.failWith = 'unreachable'
  assert.equal((await refusalOf(sts.assume(sts.token()))).message, NO_KEY)
  assert.equal(sts.notes['failureId'], 'IS01')
  assert.match(String(sts.notes['detail']), /openid-configuration: unreachable$/)
})

test('a token without kid is verified with the key that is published under the empty name', async () => {
  const sts = await createFakeSts()
  sts.issuer.keySet = JSON.stringify({ keys: [{ ...publicKeyToJwk(sts.key.publicKey), kid: '' }] })
  assert.ok(await sts.assume(sts.token({}, { kid: undefined })))
})

function pem({ key }: FakeSts): string {
  const lines = base64Lines(publicKeyToDer(key.publicKey))
  return `-----BEGIN PUBLIC KEY-----\n${lines}-----END PUBLIC KEY-----\n`
}

function base64Lines(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n')
}

function withOwnKey(sts: FakeSts): string {
  return signedToken(stranger, sts.claims(), { jwk: publicKeyToJwk(stranger.publicKey) })
}

function doubled(sts: FakeSts): string {
  const claims = JSON.stringify(sts.claims())
  return signedTexts(sts, headerOf(sts), claims.replace('"sub":', '"sub":"system:serviceaccount:default:web","sub":'))
}

function nested(): string {
  return `{"iss":"${ISSUER}","a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`
}

function forgedSignature(sts: FakeSts, change: (bytes: Buffer) => Uint8Array): string {
  const token = sts.token()
  const dot = token.lastIndexOf('.')
  return `${token.slice(0, dot)}.${base64url(change(Buffer.from(token.slice(dot + 1), 'base64url')))}`
}
