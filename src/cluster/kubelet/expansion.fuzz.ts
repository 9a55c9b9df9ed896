import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { expandVariables } from './expansion.ts'

test('text without a dollar sign stays as it is, and doubling every dollar sign is undone', () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (text, defined) => {
      assert.equal(expandVariables(text.replaceAll('$', '$$$$'), defined), text)
      if (!text.includes('$')) assert.equal(expandVariables(text, defined), text)
    }),
    { numRuns: 500 },
  )
})
