/** What a store promises when the disk does not: a batch that cannot be written is not there, and the store goes on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commitQueue, type PreparedChange } from './commit-queue.ts'
import { documentsOf } from './documents.ts'
import { historyOf } from './history.ts'
import { openDatabase } from './open-database.ts'

const put = (key: string, text: string): PreparedChange[] => [{ type: 'put', collection: 'c', key, text, expect: 'absent' }]

test('when the disk is full every commit of the batch is refused, none is told, and a later one succeeds', async () => {
  const database = openDatabase(':memory:')
  const documents = documentsOf(database)
  const history = historyOf(database, { events: 10, bytes: 1_000_000 })
  const told: string[] = []
  const queue = commitQueue(database, documents, history, (changes) => told.push(...changes.map(({ key }) => key)))
  database.exec('PRAGMA max_page_count = 40')
  const batch = [put('small', '1'), put('large', JSON.stringify('x'.repeat(200_000)))].map((changes) => queue.add(() => changes))
  const outcomes = await Promise.allSettled(batch)
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual([told, queue.revision(), documents.find('c', 'small')], [[], 0, undefined])
  assert.deepEqual(await queue.add(() => put('small', '1')), { ok: true, revision: 1 })
  assert.deepEqual(told, ['small'])
  assert.equal(history.since('c', 0).length, 1)
  database.close()
})
