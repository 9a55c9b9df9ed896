// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { matchesPattern, readPattern } from './pattern.ts'
import { anyPatternTest, patternTest } from './text-test.ts'

const SYNTAX = { wildcards: true, variables: true }

function matches(pattern: string, text: string, context = {}): boolean {
  const read = readPattern(pattern, SYNTAX)
  assert.ok(read)
  return matchesPattern(read, text, 0, text.length, context)
}

/** By definition, and slowly. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1))
}

const strings = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((units) => units.join(''))

describe('patterns', () => {
  it('match as the naive matcher does', () => {
    fc.assert(
      fc.property(strings('ab*?', 8), strings('ab', 10), (pattern, text) => {
        assert.equal(matches(pattern, text), naive(pattern, text))
      }),
      { numRuns: 3_000 },
    )
  })

  it('become cheaper tests that answer the same', () => {
    fc.assert(
      fc.property(fc.array(strings('ab*?', 6), { minLength: 1, maxLength: 8 }), strings('ab', 8), (patterns, text) => {
        const read = patterns.map((pattern) => readPattern(pattern, SYNTAX)).filter((pattern) => pattern !== undefined)
        const expected = patterns.map((pattern) => naive(pattern, text))
        assert.deepEqual(
          read.map((pattern) => patternTest(pattern)(text, {})),
          expected,
        )
        assert.equal(anyPatternTest(read)(text, {}), expected.includes(true))
      }),
      { numRuns: 1_000 },
    )
  })

  it('do not blow up on many stars', () => {
    // Backtracking would take longer than the universe has; the count of character comparisons is bounded instead.
    const text = 'a'.repeat(20_000)
    assert.equal(matches(`${'*a'.repeat(500)}*b`, text), false)
    assert.equal(matches(`${'*a?'.repeat(500)}*b`, text), false)
    assert.equal(matches(`${'*a'.repeat(500)}*`, text), true)
  })

  const variables: readonly (readonly [string, string, Record<string, string | string[]>, boolean])[] = [
    ['${aws:username}', 'ada', { 'aws:username': 'ada' }, true],
    ['${aws:username}', 'ada', {}, false],
    ["${aws:username, 'ada'}", 'ada', {}, true],
    ["${aws:username,''}x", 'x', {}, true],
    ['a*${aws:username}*b', 'a-ada-b', { 'aws:username': 'ada' }, true],
    ['*${aws:username}', 'x*', { 'aws:username': '*' }, true],
    ['${aws:username}', 'ada', { 'aws:username': ['ada'] }, false],
    ['${*}${?}${$}', '*?$', {}, true],
  ]
  for (const [pattern, text, context, expected] of variables) {
    it(`${pattern} ${expected ? 'fits' : 'does not fit'} ${text} with ${JSON.stringify(context)}`, () => {
      assert.equal(matches(pattern, text, context), expected)
    })
  }

  for (const malformed of ['${', '${aws:username', '${}', '${a${b}}', "${a, b'}", '${a*}']) {
    it(`refuse ${malformed}`, () => {
      assert.equal(readPattern(malformed, SYNTAX), undefined)
    })
  }
})
