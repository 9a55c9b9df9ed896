import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conflict, KINDS, MODIFIED } from '../../kube/index.ts'
import { createWorkQueue } from './work-queue.ts'

function scene(work: (key: string) => Promise<void>) {
  const due: { delayMs: number; task: () => void; cancelled: boolean }[] = []
  const refreshed: string[] = []
  const time = { ms: 0, now: () => time.ms }
  const queue = createWorkQueue({
    name: 'test',
    clock: time,
    scheduler: {
      after(delayMs, task) {
        const entry = { delayMs, task, cancelled: false }
        due.push(entry)
        return {
          cancel() {
            entry.cancelled = true
          },
        }
      },
    },
    work,
    async refresh(key) {
      refreshed.push(key)
    },
  })
  queue.start()
  return { queue, due, refreshed, time, turn: () => new Promise(setImmediate) }
}

test('a key that is added many times at once is worked on once', async () => {
  const worked: string[] = []
  const { queue, turn } = scene(async (key) => void worked.push(key))
  for (const key of ['a', 'b', 'a', 'a', 'b']) queue.add(key)
  await turn()
  assert.deepEqual(worked, ['a', 'b'])
})

test('a key is never worked on twice at a time, and once more if it was added meanwhile', async () => {
  const finish: (() => void)[] = []
  const { queue, turn } = scene(() => new Promise((resolve) => finish.push(resolve)))
  queue.add('a')
  await turn()
  queue.add('a')
  queue.add('a')
  await turn()
  assert.equal(finish.length, 1)
  finish[0]?.()
  await turn()
  assert.equal(finish.length, 2)
  finish[1]?.()
  await turn()
  assert.equal(finish.length, 2)
})

test('a failure is tried again ever more slowly, until it succeeds', async () => {
  let failing = true
  let attempts = 0
  const { queue, due, turn } = scene(async () => {
    attempts++
    if (failing) throw new Error('refused')
  })
  queue.add('a')
  await turn()
  for (let index = 0; index < 20; index++) {
    due[index]?.task()
    await turn()
  }
  assert.deepEqual(
    due.slice(0, 4).map(({ delayMs }) => delayMs),
    [10, 20, 40, 80],
  )
  assert.equal(due.at(-1)?.delayMs, 60_000)
  failing = false
  const before = attempts
  due.at(-1)?.task()
  await turn()
  assert.equal(attempts, before + 1)
  failing = true
  queue.add('a')
  await turn()
  assert.equal(due.at(-1)?.delayMs, 10, 'after a success the patience is new')
})

test('a conflict is tried again at once, after a fresh look, but not for ever', async () => {
  let attempts = 0
  const { queue, due, refreshed, turn } = scene(async () => {
    attempts++
    throw conflict(KINDS.pod, 'a', MODIFIED)
  })
  queue.add('a')
  await turn()
  assert.equal(attempts, 9)
  assert.equal(refreshed.length, 8)
  assert.equal(due.length, 1)
})

test('the sooner of two later looks counts, and stopping ends both', async () => {
  const worked: string[] = []
  const { queue, due, time, turn } = scene(async (key) => void worked.push(key))
  queue.addAfter('a', 500)
  queue.addAfter('a', 100)
  time.ms = 90
  queue.addAfter('a', 50)
  assert.deepEqual(
    due.map(({ delayMs, cancelled }) => [delayMs, cancelled]),
    [
      [500, true],
      [100, false],
    ],
  )
  queue.stop()
  assert.equal(due[1]?.cancelled, true)
  queue.add('a')
  await turn()
  assert.deepEqual(worked, [])
})
