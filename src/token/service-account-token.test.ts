/** Tokens both ways against `jose` as an independent peer, and every claim as Kubernetes makes it. */
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { calculateJwkThumbprint, importJWK, jwtVerify, SignJWT } from 'jose'
import { generatePrivateKey, privateKeyToPem, type SignatureAlgorithm } from '../crypto/index.ts'
import {
  createServiceAccountToken,
  decodeToken,
  jwkSetText,
  keyIdOf,
  parseJwkSet,
  type ServiceAccountTokenDescription,
  verifyTokenSignature,
} from './index.ts'

const issuer = 'https://localhost:6443/id/0123456789ABCDEF0123456789ABCDEF'
const description: ServiceAccountTokenDescription = {
  issuer,
  audiences: ['sts.amazonaws.com'],
  issuedAt: 1_795_000_000,
  expiresAt: 1_795_086_400,
  tokenId: '0b6d5a4e-9b0f-4d0e-8f3e-3a4b5c6d7e8f',
  namespace: 'default',
  serviceAccount: { name: 'greeter', uid: 'sa-uid' },
}
const algorithms: readonly SignatureAlgorithm[] = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512']
const keys = new Map(
  await Promise.all(algorithms.map(async (algorithm) => [algorithm, await generatePrivateKey(algorithm)] as const)),
)

function parts(token: string): [string, string] {
  const [header = '', claims = ''] = token.split('.')
  return [Buffer.from(header, 'base64url').toString(), Buffer.from(claims, 'base64url').toString()]
}

for (const algorithm of algorithms) {
  const key = keys.get(algorithm)!
  test(`jose accepts our ${algorithm} token by our key set`, async () => {
    const keyId = keyIdOf(key.publicKey)
    const token = createServiceAccountToken(description, key, keyId)
    const { keys: set } = JSON.parse(jwkSetText([{ key: key.publicKey, keyId }]))
    const { payload, protectedHeader } = await jwtVerify(token, await importJWK(set[0]), {
      issuer,
      audience: 'sts.amazonaws.com',
      currentDate: new Date(1_795_000_001_000),
    })
    assert.deepEqual(protectedHeader, { alg: algorithm, kid: keyId })
    assert.equal(payload.sub, 'system:serviceaccount:default:greeter')
  })

  test(`we accept jose's ${algorithm} token and refuse it when a bit of the signature differs`, async () => {
    const handle = createPrivateKey(privateKeyToPem(key))
    const token = await new SignJWT({ note: 'ünïcode \ufffd "quoted: \\"' })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      .sign(handle)
    const decoded = decodeToken(token)
    assert.ok(decoded.ok)
    assert.equal(decoded.value.keyId, undefined)
    assert.equal(verifyTokenSignature(decoded.value, key.publicKey), true)
    const signature = Uint8Array.from(decoded.value.signature)
    signature[5] = (signature[5] ?? 0) ^ 1
    assert.equal(verifyTokenSignature({ ...decoded.value, signature }, key.publicKey), false)
    const short = { ...decoded.value, signature: signature.subarray(1) }
    assert.equal(verifyTokenSignature(short, key.publicKey), false)
    for (const other of keys.values()) {
      if (other !== key) assert.equal(verifyTokenSignature(decoded.value, other.publicKey), false)
    }
  })
}

test('a token bound to nothing has exactly the header and claims of Kubernetes, sorted', () => {
  const [header, claims] = parts(createServiceAccountToken(description, keys.get('ES256')!, 'K'))
  assert.equal(header, '{"alg":"ES256","kid":"K"}')
  assert.equal(
    claims,
    `{"aud":["sts.amazonaws.com"],"exp":1795086400,"iat":1795000000,"iss":"${issuer}","jti":"${description.tokenId}",` +
      '"kubernetes.io":{"namespace":"default","serviceaccount":{"name":"greeter","uid":"sa-uid"}},' +
      '"nbf":1795000000,"sub":"system:serviceaccount:default:greeter"}',
  )
})

const bindings: [string, Partial<ServiceAccountTokenDescription>, string][] = [
  [
    'a pod on a node that is registered',
    { pod: { name: 'p', uid: 'pu' }, node: { name: 'n', uid: 'nu' } },
    '{"namespace":"default","node":{"name":"n","uid":"nu"},"pod":{"name":"p","uid":"pu"},"serviceaccount":{"name":"greeter","uid":"sa-uid"}}',
  ],
  [
    'a pod on a node that is not registered',
    { pod: { name: 'p', uid: 'pu' }, node: { name: 'n' } },
    '{"namespace":"default","node":{"name":"n"},"pod":{"name":"p","uid":"pu"},"serviceaccount":{"name":"greeter","uid":"sa-uid"}}',
  ],
  [
    'a secret',
    { secret: { name: 's', uid: 'su' } },
    '{"namespace":"default","secret":{"name":"s","uid":"su"},"serviceaccount":{"name":"greeter","uid":"sa-uid"}}',
  ],
  [
    'a pod, with its life extended',
    { pod: { name: 'p', uid: 'pu' }, warnAfter: 1_795_003_607 },
    '{"namespace":"default","pod":{"name":"p","uid":"pu"},"serviceaccount":{"name":"greeter","uid":"sa-uid"},"warnafter":1795003607}',
  ],
]
for (const [name, binding, expected] of bindings) {
  test(`a token bound to ${name} says so`, () => {
    const [, claims] = parts(createServiceAccountToken({ ...description, ...binding }, keys.get('ES256')!, 'K'))
    assert.equal(JSON.stringify(JSON.parse(claims)['kubernetes.io']), expected)
  })
}

test('whole objects may be handed in; only name and uid get into the token', () => {
  const pod = { name: 'p', uid: 'pu', secretPart: 'x' }
  const [, claims] = parts(createServiceAccountToken({ ...description, pod }, keys.get('ES256')!, 'K'))
  assert.ok(!claims.includes('secretPart'))
})

test('the key id is the hash of the SubjectPublicKeyInfo, not the JWK thumbprint', async () => {
  const key = keys.get('RS256')!
  assert.match(keyIdOf(key.publicKey), /^[A-Za-z0-9_-]{43}$/)
  const [jwk] = JSON.parse(jwkSetText([{ key: key.publicKey, keyId: 'x' }])).keys
  assert.notEqual(keyIdOf(key.publicKey), await calculateJwkThumbprint(jwk))
})

test('a key set is written as kube-apiserver writes it and read back', () => {
  const published = algorithms.map((algorithm) => ({ key: keys.get(algorithm)!.publicKey, keyId: algorithm }))
  const text = jwkSetText(published)
  assert.match(text, /^\{"keys":\[\{"use":"sig","kty":"RSA","kid":"RS256","alg":"RS256","n":"[\w-]{342}","e":"AQAB"\}/)
  assert.match(text, /\{"use":"sig","kty":"EC","kid":"ES256","crv":"P-256","alg":"ES256","x":"[\w-]{43}","y":"[\w-]{43}"\}/)
  const read = parseJwkSet(text)
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.map(({ keyId, key }) => [keyId, key.algorithm]),
    algorithms.map((algorithm) => [algorithm, algorithm]),
  )
})
