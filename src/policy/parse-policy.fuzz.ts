// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { PolicyKind } from './compiled.ts'
import { decide } from './decide.ts'
import { explain } from './explain.ts'
import { parsePolicy, policyFromText } from './parse-policy.ts'

const kinds = fc.constantFrom<PolicyKind>('identity', 'resource', 'trust', 'session', 'boundary')
const words = fc.constantFrom(
  'Version',
  '2012-10-17',
  'Statement',
  'Effect',
  'Allow',
  'Deny',
  'Action',
  's3:*',
  'Resource',
  '*',
  'Principal',
  'AWS',
  'Condition',
  'StringLike',
  'aws:a',
  '${aws:a}',
  'arn:aws:s3:::b',
  '',
)
const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ depthSize: 'small' }, words, fc.boolean(), fc.integer(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('json'), { maxLength: 3 }),
  object: fc.dictionary(words, tie('json'), { maxKeys: 6 }),
}))

it('parsePolicy never throws, and what it accepts can be asked', () => {
  const likely = fc.record({ Version: fc.constant('2012-10-17'), Statement: fc.dictionary(words, json, { maxKeys: 6 }) })
  fc.assert(
    fc.property(fc.oneof(json, likely), kinds, (value, kind) => {
      const policy = policyFromText(JSON.stringify(value), kind)
      if (!policy.ok) {
        assert.ok(policy.problem.length > 0)
        return
      }
      const layers = { resource: [{ name: 'p', policy: policy.value }] }
      const request = {
        principal: { type: 'anonymous' as const },
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b',
        context: { 'aws:a': 'x' },
      }
      assert.equal(explain(request, layers).decision, decide(request, layers))
    }),
    { numRuns: 2_000 },
  )
})

it('parsePolicy never throws on any text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'binary' }), kinds, (text, kind) => {
      assert.equal(parsePolicy(text, kind).ok, false)
    }),
    { numRuns: 200 },
  )
})

it('parsePolicy keeps its list of problems short for hostile documents', () => {
  const statement = '{"Effect":"Allow","Action":"x","Resource":"y"},'
  const text = `{"Version":"2012-10-17","Statement":[${statement.repeat(2_500)}1]}`
  const result = parsePolicy(text, 'identity')
  assert.ok(!result.ok && result.problem.length <= 100)
})
