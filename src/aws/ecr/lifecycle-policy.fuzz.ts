import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../operation/index.ts'
import { checkLifecyclePolicy } from './lifecycle-policy.ts'
import { createRepositoryPolicies } from './repository-policy.ts'

test('any text is a policy or is refused in the words of ECR', () => {
  const policies = createRepositoryPolicies()
  const json = fc.json({ maxDepth: 4 })
  const rule = fc.record(
    { rulePriority: fc.jsonValue(), selection: fc.jsonValue(), action: fc.jsonValue(), description: fc.jsonValue() },
    { requiredKeys: [] },
  )
  const nearly = fc.oneof(
    fc.record({ rules: fc.array(rule) }),
    fc.record({ Statement: fc.array(fc.jsonValue()), Version: fc.jsonValue() }),
  )
  const text = fc.oneof(
    fc.string(),
    json,
    nearly.map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(text, (policy) => {
      for (const check of [checkLifecyclePolicy, policies.check]) {
        try {
          check(policy)
        } catch (error) {
          assert.ok(error instanceof AwsError)
        }
      }
    }),
    { numRuns: 500 },
  )
})
