import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundedCache } from './bounded-cache.ts'

test('what was asked least recently is forgotten first', () => {
  const made: string[] = []
  const get = boundedCache(2, (key) => {
    made.push(key)
    return key.toUpperCase()
  })
  assert.deepEqual(['a', 'b', 'a', 'c', 'a', 'b'].map(get), ['A', 'B', 'A', 'C', 'A', 'B'])
  assert.deepEqual(made, ['a', 'b', 'c', 'b'])
})
