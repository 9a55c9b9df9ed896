import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countingRandom } from './fakes/counting-random.ts'
import type { SealedRoleSession } from './sealed-session.ts'
import { createSessionTokens } from './session-token.ts'

const tokens = createSessionTokens(
  { current: new Uint8Array(32).fill(1), earlier: [new Uint8Array(32).fill(2)] },
  countingRandom(),
)
/** Objects as JSON.parse makes them. */
const PLAIN = { noNullPrototype: true }
const ID = 'ASIAAAAAAAAAAAAAAAAA'

test('no text opens that was not sealed', () => {
  const base64url = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('base64url'))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        base64url,
        base64url.map((text) => `IRSA${text}`),
      ),
      (text) => {
        assert.equal(tokens.open(ID, text), undefined)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('every session comes out as it went in', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 })
  const session: fc.Arbitrary<SealedRoleSession> = fc.record(
    {
      kind: fc.constant('role' as const),
      epoch: fc.nat(),
      issuedAt: fc.nat(),
      expiresAt: fc.nat(),
      roleId: text,
      roleArn: text,
      sessionName: text,
      policy: text,
      policyArns: fc.array(text, { maxLength: 3 }),
      tags: fc.array(fc.record({ Key: text, Value: text }, PLAIN), { maxLength: 3 }),
      transitiveTagKeys: fc.array(text, { maxLength: 3 }),
      sourceIdentity: text,
      tokenId: text,
      webIdentity: fc.record(
        { providerArn: text, audience: text, subject: text, methods: fc.array(text, { minLength: 1, maxLength: 3 }) },
        PLAIN,
      ),
    },
    { ...PLAIN, requiredKeys: ['kind', 'epoch', 'issuedAt', 'expiresAt', 'roleId', 'roleArn', 'sessionName'] },
  )
  fc.assert(
    fc.property(session, (sealed) => {
      const issued = tokens.issue(sealed)
      if (issued !== undefined) assert.deepEqual(tokens.open(issued.accessKeyId, issued.sessionToken)?.session, sealed)
    }),
    { numRuns: 500 },
  )
})
