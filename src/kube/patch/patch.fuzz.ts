import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../base/index.ts'
import { deepEqual } from './deep-equal.ts'
import { jsonPatch } from './json-patch.ts'
import { mergePatch } from './merge-patch.ts'
import { strategicMergePatch } from './strategic-merge-patch.ts'

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>
const object = fc.dictionary(fc.string({ maxLength: 4 }), json, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>

test('a merge patch applied twice is applied once', () => {
  fc.assert(
    fc.property(object, object, (target, patch) => {
      const once = mergePatch(target, patch)
      assert.ok(deepEqual(mergePatch(once, patch), once))
    }),
    { numRuns: 300 },
  )
})

test('adding and removing a member gives back the document', () => {
  fc.assert(
    fc.property(object, json, (document, value) => {
      const name = 'a new member'
      const added = jsonPatch(document, [{ op: 'add', path: `/${name}`, value }])
      assert.ok(added.ok)
      const removed = jsonPatch(added.value, [{ op: 'remove', path: `/${name}` }])
      assert.ok(removed.ok && deepEqual(removed.value, document))
    }),
    { numRuns: 300 },
  )
})

test('any operations are applied or refused, and never change the document', () => {
  const path = fc.oneof(fc.constantFrom('', '/', '/a', '/a/0', '/a/-', '/b~1c'), fc.string({ maxLength: 6 }))
  const operation = fc.record({
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
    path,
    from: path,
    value: json,
  })
  fc.assert(
    fc.property(object, fc.array(operation, { maxLength: 4 }), (document, operations) => {
      const before = structuredClone(document)
      jsonPatch(document, operations as JsonValue[])
      assert.ok(deepEqual(document, before))
    }),
    { numRuns: 500 },
  )
})

test('a strategic patch names its items once, whatever stood there', () => {
  const container = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), image: fc.constantFrom('x', 'y') })
  const list = fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 4 })
  fc.assert(
    fc.property(list, list, (current, patch) => {
      const merged = strategicMergePatch('V1PodSpec', { containers: current }, { containers: patch })
      assert.ok(merged.ok)
      const result = merged.value['containers'] as JsonObject[]
      assert.deepEqual(new Set(result.map(({ name }) => name)), new Set([...current, ...patch].map(({ name }) => name)))
      assert.equal(result.length, new Set(result.map(({ name }) => name)).size)
      for (const { name, image } of patch) assert.equal(result.find((item) => item['name'] === name)?.['image'], image)
    }),
    { numRuns: 300 },
  )
})
