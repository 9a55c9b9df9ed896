/** The attack table: every way we know to make two readers see two tokens, or to choose one's own key. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { LIMITS } from '../base/index.ts'
import { generatePrivateKey, publicKeyToDer, sign } from '../crypto/index.ts'
import { decodeToken, type TokenProblem, verifyTokenSignature } from './index.ts'

const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')
const HEADER = '{"alg":"RS256","kid":"k"}'
const CLAIMS = '{"iss":"https://issuer.example","exp":1}'
const tokenOf = (header: string | Uint8Array, claims: string | Uint8Array, signature = 'AAAA') =>
  `${encode(header)}.${encode(claims)}.${signature}`
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

const attacks: [string, string, TokenProblem['code'], TokenProblem['part']][] = [
  ['nothing', '', 'not-three-parts', 'token'],
  ['an access token', 'opaque', 'not-three-parts', 'token'],
  ['two parts', 'e30.e30', 'not-three-parts', 'token'],
  ['four parts', `${tokenOf(HEADER, CLAIMS)}.AAAA`, 'not-three-parts', 'token'],
  ['five parts (encrypted)', `${tokenOf(HEADER, CLAIMS)}.AAAA.AAAA`, 'not-three-parts', 'token'],
  ['a text that is too long', 'x'.repeat(LIMITS.token.characters + 1), 'too-long', 'token'],
  ['a header that is too long', tokenOf(`{"alg":"RS256","kid":"${'k'.repeat(2_048)}"}`, CLAIMS), 'too-long', 'header'],
  ['an empty header', `.${encode(CLAIMS)}.AAAA`, 'not-a-json-object', 'header'],
  ['empty claims', `${encode(HEADER)}..AAAA`, 'not-a-json-object', 'claims'],
  ['no signature', tokenOf(HEADER, CLAIMS, ''), 'signature-missing', 'signature'],
  ['padding', `${encode(HEADER)}==.${encode(CLAIMS)}.AAAA`, 'not-base64url', 'header'],
  ['the other base64 alphabet', tokenOf(HEADER, CLAIMS, '+/+/'), 'not-base64url', 'signature'],
  ['white space before', ` ${tokenOf(HEADER, CLAIMS)}`, 'not-base64url', 'header'],
  ['a line feed after', `${tokenOf(HEADER, CLAIMS)}\n`, 'not-base64url', 'signature'],
  ['loose bits after the last byte', tokenOf(HEADER, CLAIMS, 'AB'), 'not-base64url', 'signature'],
  ['half a byte', tokenOf(HEADER, CLAIMS, 'AAAAA'), 'not-base64url', 'signature'],
  ['letters beyond ASCII', `${encode(HEADER)}.${encode(CLAIMS)}.AAÄA`, 'not-base64url', 'signature'],
  ['a NUL', `${encode(HEADER)}\0.${encode(CLAIMS)}.AAAA`, 'not-base64url', 'header'],
  ['claims that are a list', tokenOf(HEADER, '[]'), 'not-a-json-object', 'claims'],
  ['claims that are null', tokenOf(HEADER, 'null'), 'not-a-json-object', 'claims'],
  ['claims that are a text', tokenOf(HEADER, '"x"'), 'not-a-json-object', 'claims'],
  ['two objects', tokenOf(HEADER, '{}{}'), 'not-a-json-object', 'claims'],
  ['a byte order mark', tokenOf(HEADER, `\ufeff${CLAIMS}`), 'not-a-json-object', 'claims'],
  [
    'claims that are not UTF-8',
    tokenOf(HEADER, Uint8Array.from([...Buffer.from('{"a":"'), 0xff, 0x22, 0x7d])),
    'not-a-json-object',
    'claims',
  ],
  [
    'an overlong UTF-8 quote',
    tokenOf(HEADER, Uint8Array.from([...Buffer.from('{"a":"'), 0xc0, 0xa2, 0x22, 0x7d])),
    'not-a-json-object',
    'claims',
  ],
  ['a comment', tokenOf(HEADER, '{"a":1/*x*/}'), 'not-a-json-object', 'claims'],
  ['alg twice', tokenOf('{"alg":"RS256","alg":"ES256"}', CLAIMS), 'duplicate-member', 'header'],
  ['sub twice', tokenOf(HEADER, '{"sub":"a","sub":"b"}'), 'duplicate-member', 'claims'],
  ['sub twice, once escaped', tokenOf(HEADER, '{"sub":"a","\\u0073ub":"b"}'), 'duplicate-member', 'claims'],
  ['twice in depth', tokenOf(HEADER, '{"k":[{"a":1,"a":1}]}'), 'duplicate-member', 'claims'],
  ['twice, with spaces', tokenOf(HEADER, '{"a" : 1 ,\n"a"\t: {"b":[]}}'), 'duplicate-member', 'claims'],
  ['__proto__ twice', tokenOf(HEADER, '{"__proto__":{"a":1},"__proto__":2}'), 'duplicate-member', 'claims'],
  ['a duplicate behind escaped quotes', tokenOf(HEADER, '{"a\\\\":"\\\\\\"","a\\\\":1}'), 'duplicate-member', 'claims'],
  ['a deep nest', tokenOf(HEADER, nested(LIMITS.token.depth + 1)), 'too-deep', 'claims'],
  ['a nest of thousands', tokenOf(HEADER, `{"a":${'['.repeat(6_000)}${']'.repeat(6_000)}}`), 'too-deep', 'claims'],
  [
    'many claims',
    tokenOf(HEADER, JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [n, n])))),
    'too-many-members',
    'claims',
  ],
  [
    'many audiences',
    tokenOf(HEADER, JSON.stringify({ aud: Array.from({ length: 101 }, () => 'a') })),
    'too-many-members',
    'claims',
  ],
  ['no algorithm', tokenOf('{}', CLAIMS), 'algorithm-refused', 'header'],
  ['alg none', tokenOf('{"alg":"none"}', CLAIMS), 'algorithm-refused', 'header'],
  ['alg nOnE', tokenOf('{"alg":"nOnE"}', CLAIMS), 'algorithm-refused', 'header'],
  ['alg HS256', tokenOf('{"alg":"HS256"}', CLAIMS), 'algorithm-refused', 'header'],
  ['alg PS256', tokenOf('{"alg":"PS256"}', CLAIMS), 'algorithm-refused', 'header'],
  ['alg in lower case', tokenOf('{"alg":"rs256"}', CLAIMS), 'algorithm-refused', 'header'],
  ['alg as a list', tokenOf('{"alg":["RS256"]}', CLAIMS), 'algorithm-refused', 'header'],
  ['kid as a number', tokenOf('{"alg":"RS256","kid":1}', CLAIMS), 'key-id-malformed', 'header'],
  ['kid as null', tokenOf('{"alg":"RS256","kid":null}', CLAIMS), 'key-id-malformed', 'header'],
  ...['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64'].map((name): [string, string, TokenProblem['code'], TokenProblem['part']] => [
    `a header with ${name}`,
    tokenOf(`{"alg":"RS256","${name}":null}`, CLAIMS),
    'header-member-refused',
    'header',
  ]),
]
for (const [name, token, code, part] of attacks) {
  test(`refuses ${name}`, () => {
    const decoded = decodeToken(token)
    assert.ok(!decoded.ok)
    assert.deepEqual([decoded.problem.code, decoded.problem.part], [code, part])
  })
}

test('accepts what is odd but unambiguous', () => {
  for (const claims of [
    '{}',
    ' {"a":1}\r\n',
    '{"a":"\\":\\\\","b:":{"a":"x:y"}}',
    '{"__proto__":1}',
    '{"":{"":{}}}',
    '{"ü\ufffd":"😀"}',
    nested(LIMITS.token.depth),
  ]) {
    const decoded = decodeToken(tokenOf(HEADER, claims))
    assert.ok(decoded.ok, claims)
    assert.deepEqual(decoded.value.claims, JSON.parse(claims))
  }
})

test('an empty kid is a kid, and a kid does not stick to the next token', () => {
  const empty = decodeToken(tokenOf('{"alg":"RS256","kid":""}', CLAIMS))
  const none = decodeToken(tokenOf('{"alg":"RS256","typ":"JWT"}', CLAIMS))
  assert.ok(empty.ok && none.ok)
  assert.deepEqual([empty.value.keyId, none.value.keyId], ['', undefined])
  assert.deepEqual(none.value.header, { alg: 'RS256' })
})

test('a public key never serves as an HMAC secret, and a key never verifies for another algorithm', async () => {
  const key = await generatePrivateKey('RS256')
  const input = `${encode('{"alg":"RS384"}')}.${encode(CLAIMS)}`
  const decoded = decodeToken(`${input}.${encode(sign(key, input))}`)
  assert.ok(decoded.ok)
  assert.equal(verifyTokenSignature(decoded.value, key.publicKey), false)
  const confused = createHmac('sha256', publicKeyToDer(key.publicKey)).update(input).digest()
  assert.equal(verifyTokenSignature({ ...decoded.value, header: { alg: 'RS256' }, signature: confused }, key.publicKey), false)
})

test('an ECDSA signature of zeros, and one in DER, verify nothing', async () => {
  const key = await generatePrivateKey('ES256')
  for (const signature of [
    new Uint8Array(64),
    new Uint8Array(70),
    new Uint8Array(1),
    Uint8Array.from([0x30, 0x06, 2, 1, 1, 2, 1, 1]),
  ]) {
    const decoded = decodeToken(tokenOf('{"alg":"ES256"}', CLAIMS, encode(signature)))
    assert.ok(decoded.ok)
    assert.equal(verifyTokenSignature(decoded.value, key.publicKey), false)
  }
})
