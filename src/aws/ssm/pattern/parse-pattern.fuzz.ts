/** Patterns over a small alphabet, held against JavaScript's own engine; and texts of any kind, which never throw. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compilePattern } from './compile-pattern.ts'
import { parsePattern } from './parse-pattern.ts'
import { searchPattern } from './search-pattern.ts'

const { pattern } = fc.letrec<{ pattern: string; piece: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'b', '.', '\\w', '[ab]', '[^a]', '[a-b\\s]', '\\W', '\\-') },
    tie('pattern').map((inner) => `(?:${inner})`),
    tie('pattern').map((inner) => `(${inner})`),
  ),
  piece: fc.oneof(
    fc.constantFrom('^', '$', '\\b', '\\B'),
    fc
      .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '*?', '{2}', '{1,2}', '{0,3}?', '{1,}'))
      .map((parts) => parts.join('')),
  ),
  pattern: fc
    .array(fc.array(tie('piece'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((choices) => choices.map((pieces) => pieces.join('')).join('|')),
}))
const value = fc.array(fc.constantFrom('a', 'b', ' ', '-'), { maxLength: 6 }).map((units) => units.join(''))

test('finds what JavaScript finds', () => {
  fc.assert(
    fc.property(pattern, value, (text, searched) => {
      const tree = parsePattern(text)
      assert.ok(tree.ok, text)
      const program = compilePattern(tree.value, 10_000)
      fc.pre(program !== undefined)
      const { outcome } = searchPattern(program, searched, 1_000_000)
      assert.equal(outcome === 'found', new RegExp(text).test(searched), `${text} in "${searched}"`)
    }),
    { numRuns: 2_000 },
  )
})

test('reads any text or says why not; what it reads, JavaScript reads too', () => {
  const characters = fc.constantFrom(...'ab0,-^$.*+?()[]{}|\\/<=!>:dwsbxupQ&\u{1f600}')
  fc.assert(
    fc.property(
      fc.array(characters, { maxLength: 12 }).map((units) => units.join('')),
      (text) => {
        const tree = parsePattern(text)
        if (tree.ok) assert.doesNotThrow(() => new RegExp(text))
      },
    ),
    { numRuns: 2_000 },
  )
})
