import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readInput } from './index.ts'
import type { StructureShape } from './shape.ts'

const SHAPE = {
  kind: 'structure',
  members: {
    a: { kind: 'string', required: true, pattern: '[a-z]*' },
    b: { kind: 'list', member: { kind: 'structure', members: { a: { kind: 'integer' } } } },
    c: { kind: 'map', value: { kind: 'boolean' } },
  },
} as const satisfies StructureShape

const anyMembers = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'member', '1'), fc.jsonValue({ maxDepth: 4 }))

test('whatever arrives is read or refused with words, never thrown at', () => {
  fc.assert(
    fc.property(anyMembers, fc.constantFrom('query' as const, 'json' as const), (members, source) => {
      const result = readInput(SHAPE, members, source)
      if (!result.ok) assert.ok(result.problem.message.length > 0)
      else assert.equal(typeof result.value.a, 'string')
    }),
    { numRuns: 500 },
  )
})
