import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expandVariables } from './expansion.ts'

const defined = { A: '1', 'b.c': '$(A)', EMPTY: '' }
const cases: [string, string][] = [
  ['$(A)', '1'],
  ['x$(A)y$(A)', 'x1y1'],
  ['$(b.c)', '$(A)'],
  ['$(EMPTY)', ''],
  ['$(NOPE)', '$(NOPE)'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$1'],
  ['$A $', '$A $'],
  ['$(A', '$(A'],
  ['$()', '$()'],
  ['$(toString)', '$(toString)'],
]
for (const [text, expected] of cases) {
  test(`${JSON.stringify(text)} becomes ${JSON.stringify(expected)}`, () =>
    assert.equal(expandVariables(text, defined), expected))
}
