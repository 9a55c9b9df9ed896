import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonValue } from '../../base/index.ts'
import { readWebIdentityClaims } from './web-identity-claims.ts'

const TAGS = 'https://aws.amazon.com/tags'
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>

test('any claims are read or refused, never thrown at, and what is read keeps its promises', () => {
  const tags = fc.record(
    { principal_tags: fc.oneof(json, fc.dictionary(fc.string(), json)), transitive_tag_keys: json },
    { requiredKeys: [] },
  )
  const claims = fc.record(
    {
      aud: fc.oneof(json, fc.string(), fc.array(fc.string())),
      sub: fc.oneof(json, fc.string()),
      exp: json,
      iat: json,
      azp: fc.oneof(json, fc.string()),
      amr: json,
      jti: json,
      [TAGS]: fc.oneof(json, tags),
      [`${TAGS}/principal_tags/x`]: json,
      'https://aws.amazon.com/source_identity': fc.oneof(json, fc.string()),
    },
    { requiredKeys: ['aud', 'sub', 'exp', 'iat'] },
  )
  fc.assert(
    fc.property(claims, (value) => {
      const read = readWebIdentityClaims(value as Record<string, JsonValue>)
      if (!read.ok) return assert.match(read.problem.code, /^(InvalidIdentityToken|ValidationError|InvalidParameterValue)$/)
      assert.ok(read.value.subject.length > 0 && read.value.audiences.every((audience) => typeof audience === 'string'))
      assert.ok(read.value.tags.every(({ Key, Value }) => Key.length <= 128 && Value.length <= 256))
    }),
    { numRuns: 2_000 },
  )
})
