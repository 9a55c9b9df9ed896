import assert from 'node:assert/strict'
import { test } from 'node:test'
import { highWaterClock } from './high-water-clock.ts'

test('a clock that was moved back runs on from where it was', () => {
  let machine = 1_000
  const clock = highWaterClock({ now: () => machine }, 0)
  assert.equal(clock.now(), 1_000)
  machine = 400
  assert.equal(clock.now(), 1_000)
  machine = 450
  assert.equal(clock.now(), 1_050)
})

test('after a restart it runs on from the mark that was kept', () => {
  let machine = 1_000
  const clock = highWaterClock({ now: () => machine }, 5_000)
  assert.equal(clock.now(), 5_000)
  machine = 1_700
  assert.equal(clock.now(), 5_700)
})

test('a clock that is ahead of the mark is the clock as it is', () => {
  let machine = 9_000
  const clock = highWaterClock({ now: () => machine }, 5_000)
  assert.equal(clock.now(), 9_000)
  machine = 9_500
  assert.equal(clock.now(), 9_500)
})
