import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatFieldSelector, parseFieldSelector } from './field-selector.ts'
import { formatLabelSelector, parseLabelSelector } from './label-selector.ts'

test('what a label selector is printed as reads back the same', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
  const term = fc.oneof(
    fc.tuple(word, fc.constantFrom('=', '!=', '=='), word).map((parts) => parts.join('')),
    fc
      .tuple(word, fc.constantFrom(' in ', ' notin '), fc.array(word, { minLength: 1, maxLength: 3 }))
      .map(([key, operator, values]) => `${key}${operator}(${values.join(',')})`),
    word,
    word.map((key) => `!${key}`),
  )
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 5 }), (terms) => {
      const once = parseLabelSelector(terms.join(','))
      assert.ok(once.ok)
      assert.deepEqual(parseLabelSelector(formatLabelSelector(once.value)), once)
    }),
    { numRuns: 300 },
  )
})

test('any text is a selector or a refusal, never an exception', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      parseLabelSelector(text)
      const fields = parseFieldSelector(text)
      if (fields.ok) assert.deepEqual(parseFieldSelector(formatFieldSelector(fields.value)), fields)
    }),
    { numRuns: 1_000 },
  )
})
