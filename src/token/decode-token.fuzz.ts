/** Whatever comes, decoding answers with a value; what it accepts has exactly one reading. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isJsonObject, type JsonValue } from '../base/index.ts'
import { decodeToken, parseJwkSet } from './index.ts'

const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')
const header = encode('{"alg":"RS256"}')

test('no text makes it throw, and a refusal holds no part of the text', () => {
  const part = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json().map(encode), fc.uint8Array().map(encode))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const decoded = decodeToken(parts.join('.'))
      if (!decoded.ok) assert.match(decoded.problem.expected, /^[\w" ,.-]+$/)
    }),
    { numRuns: 2_000 },
  )
})

test('an object without duplicates is accepted as it is, however it is spaced', () => {
  const limits = { depthSize: 'small', maxDepth: 5, noUnicodeString: false } as const
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue(limits), { maxKeys: 8 }),
      fc.constantFrom(0, 1, '\t'),
      (claims, space) => {
        const text = JSON.stringify(claims, null, space)
        const decoded = decodeToken(`${header}.${encode(text)}.AAAA`)
        if (decoded.ok) assert.deepEqual(decoded.value.claims, JSON.parse(text))
        else assert.ok(['too-many-members', 'too-deep', 'too-long'].includes(decoded.problem.code), decoded.problem.code)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a member that stands twice is found wherever it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), fc.nat(6), (name, one, two, depth) => {
      const key = JSON.stringify(name)
      let text = `{${key}:${JSON.stringify(one)}, ${key} :${JSON.stringify(two)}}`
      for (let level = 0; level < depth; level++) text = level % 2 ? `{"x":${text}}` : `{"y":[1,${text}]}`
      const decoded = decodeToken(`${header}.${encode(text)}.AAAA`)
      assert.ok(!decoded.ok)
      assert.ok(['duplicate-member', 'too-deep'].includes(decoded.problem.code))
    }),
    { numRuns: 1_000 },
  )
})

test('one changed bit in any part is another token or none', () => {
  const token = `${header}.${encode('{"sub":"system:serviceaccount:a:b","aud":["x"]}')}.${encode(new Uint8Array(64).fill(7))}`
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.integer({ min: 1, max: 127 }), (index, mask) => {
      const changed = token.slice(0, index) + String.fromCharCode(token.charCodeAt(index) ^ mask) + token.slice(index + 1)
      const decoded = decodeToken(changed)
      if (!decoded.ok) return
      const original = decodeToken(token)
      assert.ok(original.ok)
      assert.ok(
        decoded.value.signingInput !== original.value.signingInput ||
          !Buffer.from(decoded.value.signature).equals(original.value.signature),
      )
    }),
    { numRuns: 2_000 },
  )
})

test('no text and no JSON makes the key set reader throw', () => {
  const member = fc.oneof(
    fc.string(),
    fc.constantFrom('RSA', 'EC', 'P-256', 'RS256', 'AQAB', 'sig'),
    fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>,
  )
  const jwk = fc.record(
    { kty: member, n: member, e: member, crv: member, x: member, y: member, kid: member, alg: member, use: member },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(jwk, { maxLength: 5 }).map((keys) => JSON.stringify({ keys })),
      ),
      (text) => {
        const set = parseJwkSet(text)
        if (set.ok) assert.ok(isJsonObject(JSON.parse(text)))
      },
    ),
    { numRuns: 1_000 },
  )
})
