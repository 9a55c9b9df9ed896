import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../../base/index.ts'
import type { Exchange } from './exchange.ts'
import { createRequestRecords } from './request-records.ts'

function exchange(requestId: string, time: number): Exchange {
  return {
    requestId,
    time,
    startedAt: 1_000,
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    secure: false,
    dialect: { protocol: 'rest-json' },
    service: 'sts',
    operation: 'GetCallerIdentity',
    region: 'us-east-1',
    accessKeyId: undefined,
    caller: undefined,
    permissions: [],
    trace: undefined,
    notes: undefined,
    status: 200,
    endedAt: 1_007,
    errorCode: undefined,
    errorMessage: undefined,
  }
}

test('the newest come first, the oldest make room', () => {
  const records = createRequestRecords(() => 0, 3)
  for (const id of ['a', 'b', 'c', 'd']) records.keep(exchange(id, 0))
  assert.deepEqual(
    records.list().map(({ requestId }) => requestId),
    ['d', 'c', 'b'],
  )
  assert.deepEqual(
    records.list(1).map(({ durationMs }) => durationMs),
    [7],
  )
  assert.equal(records.find('c')?.requestId, 'c')
  assert.equal(records.find('a'), undefined)
  records.clear()
  assert.deepEqual(records.list(), [])
})

test('what is too old is not shown', () => {
  let now = 0
  const records = createRequestRecords(() => now, 3)
  records.keep(exchange('a', 0))
  now = LIMITS.record.ageMs + 1
  assert.deepEqual(records.list(), [])
})
