import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { JsonNode } from './json-source.ts'
import { readJson } from './json-source.ts'

const LIMITS = { characters: 1_000_000, depth: 64 }

function plain(node: JsonNode): unknown {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]))
    case 'array':
      return node.items.map(plain)
    case 'number':
      return Number(node.text)
    case 'null':
      return null
    default:
      return node.value
  }
}

it('the JSON reader reads what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)
      const source = readJson(text, LIMITS)
      assert.ok(source.ok)
      assert.deepEqual(plain(source.value.root), JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})

it('the JSON reader accepts exactly what JSON.parse accepts', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"a"',
    '"',
    '\\',
    '1',
    '-',
    '.',
    'e5',
    'true',
    'nul',
    ' ',
    '\n',
    '\u0001',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      let legal = true
      try {
        JSON.parse(text)
      } catch {
        legal = false
      }
      assert.equal(readJson(text, LIMITS).ok, legal, JSON.stringify(text))
    }),
    { numRuns: 2_000 },
  )
})
