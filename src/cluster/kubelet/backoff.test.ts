import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RestartBackoff } from './backoff.ts'

test('waits nothing, then 10 s, doubled up to five minutes', () => {
  const backoff = new RestartBackoff()
  const waits = Array.from({ length: 8 }, () => backoff.afterRun(0) / 1000)
  assert.deepEqual(waits, [0, 10, 20, 40, 80, 160, 300, 300])
})

test('forgets after ten minutes of running', () => {
  const backoff = new RestartBackoff()
  for (let run = 0; run < 5; run++) backoff.afterRun(0)
  assert.equal(backoff.afterRun(600_000), 0)
})
