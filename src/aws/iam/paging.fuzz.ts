import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../operation/index.ts'
import { pageOf } from './paging.ts'

test('a marker, whatever it says, gives a page or a ValidationError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (Marker) => {
      try {
        pageOf(['a', 'b'], (item) => item, { Marker })
      } catch (problem) {
        assert.ok(problem instanceof AwsError && problem.code === 'ValidationError')
      }
    }),
    { numRuns: 500 },
  )
})

test('walking through pages of any size gives everything once, in order', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 30 })
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 10 }), (items, MaxItems) => {
      const walked: string[] = []
      let request: { MaxItems: number; Marker?: string } = { MaxItems }
      for (;;) {
        const page = pageOf(items, (item) => item, request)
        walked.push(...page.items)
        if (page.rest.Marker === undefined) break
        request = { MaxItems, Marker: page.rest.Marker }
      }
      assert.deepEqual(walked, [...items].sort())
    }),
    { numRuns: 200 },
  )
})
