import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPolicy } from './parse-policy.ts'
import { statementSpan } from './statement-span.ts'

const statements = fc.array(
  fc.record({
    Sid: fc.stringMatching(/^[a-z]{1,5}$/),
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constant('s3:*'),
    Resource: fc.constant('*'),
    Condition: fc.record({ StringEquals: fc.record({ 'a:b': fc.string() }) }),
  }),
  { minLength: 1, maxLength: 4 },
)

test('a span holds exactly the statement, whatever its strings and however it is indented', () => {
  fc.assert(
    fc.property(statements, fc.integer({ min: 0, max: 4 }), (written, indent) => {
      const text = JSON.stringify({ Version: '2012-10-17', Statement: written }, undefined, indent)
      const { document, positionOf } = readPolicy(text, 'identity')
      const read = (document?.statements ?? []).map(({ path }) => {
        const { start, end } = statementSpan(text, positionOf(path)?.offset ?? -1)
        return JSON.parse(text.slice(start.offset, end.offset))
      })
      assert.deepEqual(read, JSON.parse(JSON.stringify(written)))
    }),
    { numRuns: 300 },
  )
})
