import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameSuffix, uniqueId, uuid } from './index.ts'

const counting = () => {
  let next = 0
  return { bytes: (count: number) => Uint8Array.from({ length: count }, () => next++ % 256) }
}

test('an access key id has 20 characters, every other unique id 21', () => {
  assert.match(uniqueId('ASIA', counting()), /^ASIA[A-Z2-7]{16}$/)
  assert.match(uniqueId('AKIA', counting()), /^AKIA[A-Z2-7]{16}$/)
  assert.match(uniqueId('AROA', counting()), /^AROA[A-Z2-7]{17}$/)
})

test('a name suffix reads as no word', () => {
  assert.match(nameSuffix(counting()), /^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
})

test('a uuid is of version 4', () => {
  assert.match(uuid(counting()), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
