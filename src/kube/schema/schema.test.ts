import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeObject } from './decode.ts'
import { typesFromClient } from './fixtures/types-from-client.ts'
import types from './types.json' with { type: 'json' }

test('the table of fields is what the public client declares', () => {
  assert.deepEqual(types, typesFromClient())
})

test('unknown fields are dropped and named with their whole path', () => {
  const decoded = decodeObject('V1Pod', { spec: { containers: [{ name: 'a', imagee: 'x' }], nodeNames: 'n' }, extra: 1 })
  assert.deepEqual(decoded.unknown, ['spec.containers[0].imagee', 'spec.nodeNames', 'extra'])
  assert.deepEqual(decoded.value, { spec: { containers: [{ name: 'a' }] } })
})

test('a value of a wrong type is a problem, a number is a good quantity, null is nothing', () => {
  const wrong = decodeObject('V1Deployment', { spec: { replicas: '3' } })
  assert.equal(wrong.problem, 'json: cannot unmarshal string into Go struct field spec.replicas of type integer')
  const limits = decodeObject('V1Container', { resources: { limits: { cpu: 1 } }, args: null })
  assert.deepEqual(limits.value, { resources: { limits: { cpu: '1' } } })
})

test('bytes are base64, with line breaks where the client likes', () => {
  assert.equal(decodeObject('V1Secret', { data: { a: 'Yg==', b: 'Y\ng=\n=' } }).problem, undefined)
  for (const wrong of ['Yg', 'Y*==', `${'\n'.repeat(100_000)}!`]) {
    assert.match(decodeObject('V1Secret', { data: { a: wrong } }).problem ?? '', /cannot unmarshal string/)
  }
})
