import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../base/index.ts'
import { generatePrivateKey, publicKeyToJwk } from '../crypto/index.ts'
import { parseJwkSet } from './index.ts'

const rsa = { ...publicKeyToJwk((await generatePrivateKey('RS256')).publicKey) }
const ec = { ...publicKeyToJwk((await generatePrivateKey('ES256')).publicKey) }

function idsOf(keys: readonly unknown[]): (string | undefined)[] | string {
  const set = parseJwkSet(JSON.stringify({ keys }))
  return set.ok ? set.value.map(({ keyId, key }) => `${keyId}/${key.algorithm}`) : set.problem
}

const good = { ...ec, kid: 'good' }
const cases: [string, unknown, string[]][] = [
  ['a key without kid keeps none', rsa, ['undefined/RS256']],
  ['an empty kid is a kid', { ...rsa, kid: '' }, ['/RS256']],
  ['the alg of an RSA key is its algorithm', { ...rsa, kid: 'a', alg: 'RS512' }, ['a/RS512']],
  ['private members are not looked at', { ...ec, kid: 'a', d: 'AAAA' }, ['a/ES256']],
  ['a use for encryption is skipped', { ...rsa, kid: 'a', use: 'enc' }, []],
  ['key_ops without verify is skipped', { ...rsa, kid: 'a', key_ops: ['encrypt'] }, []],
  ['key_ops with verify is taken', { ...rsa, kid: 'a', key_ops: ['verify'] }, ['a/RS256']],
  ['an algorithm that is not ours is skipped', { ...rsa, kid: 'a', alg: 'PS256' }, []],
  ['an algorithm of another key type is skipped', { ...rsa, kid: 'a', alg: 'ES256' }, []],
  ['an HMAC algorithm on an RSA key is skipped', { ...rsa, kid: 'a', alg: 'HS256' }, []],
  ['an algorithm of another curve is skipped', { ...ec, kid: 'a', alg: 'ES384' }, []],
  ['a symmetric key is skipped', { kty: 'oct', k: 'AAAA', kid: 'a' }, []],
  ['an Ed25519 key is skipped', { kty: 'OKP', crv: 'Ed25519', x: ec.x, kid: 'a' }, []],
  ['a point that is not on the curve is skipped', { ...ec, x: ec.y, kid: 'a' }, []],
  ['a short RSA key is skipped', { ...rsa, n: 'wQAB', kid: 'a' }, []],
  ['a huge RSA key is skipped', { ...rsa, n: 'w'.repeat(4_000), kid: 'a' }, []],
  ['a huge exponent is skipped', { ...rsa, e: rsa.n, kid: 'a' }, []],
  ['a kid that is no string is skipped', { ...rsa, kid: 7 }, []],
  ['a key that is no object is skipped', 'x', []],
  ['null is skipped', null, []],
]
for (const [name, jwk, expected] of cases) {
  test(`${name}, and the good key beside it stays`, () => {
    assert.deepEqual(idsOf([jwk, good]), [...expected, 'good/ES256'])
  })
}

for (const text of ['', '[]', '{}', '{"keys":{}}', 'null', '{"keys":[]', '<html>']) {
  test(`${JSON.stringify(text)} is no key set`, () => {
    const set = parseJwkSet(text)
    assert.ok(!set.ok)
    assert.equal(set.problem, 'a JSON object with a list "keys"')
  })
}

test('an empty set is a set', () => {
  assert.deepEqual(idsOf([]), [])
})

test('a set that is too large or has too many keys of a type is refused', () => {
  assert.match(String(idsOf(['x'.repeat(LIMITS.issuerFetch.keySetBytes)])), /bytes/)
  const many = Array.from({ length: LIMITS.issuerFetch.keysPerType + 1 }, () => ({ kty: 'EC' }))
  assert.match(String(idsOf(many)), /keys of one type/)
})
