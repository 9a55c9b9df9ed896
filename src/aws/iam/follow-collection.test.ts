import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store, WatchOptions } from '../../storage/index.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { Collection } from './documents.ts'
import { followCollection } from './follow-collection.ts'

const THINGS: Collection<number> = { name: 'things' }

const follower = () => {
  const seen = new Map<string, number>()
  return {
    seen,
    put: (key: string, document: number) => void seen.set(key, document),
    delete: (key: string) => void seen.delete(key),
  }
}
const put = (store: Store, key: string, value: number) =>
  store.commit([{ type: 'put', collection: THINGS.name, key, value, expect: 'any' }])
const remove = (store: Store, key: string) => store.commit([{ type: 'delete', collection: THINGS.name, key, expect: 'any' }])

test('a follower knows what was there, and every change before it is acknowledged, until it is closed', async () => {
  const store = await openSqliteStore({ path: ':memory:' })
  await put(store, 'a', 1)
  const view = follower()
  const following = await followCollection(store, THINGS, view)
  assert.deepEqual([...view.seen], [['a', 1]])
  await put(store, 'b', 2)
  await remove(store, 'a')
  assert.deepEqual([...view.seen], [['b', 2]])
  following.close()
  await put(store, 'c', 3)
  assert.deepEqual([...view.seen], [['b', 2]])
})

test('a follower that lost its place lists again and forgets what is gone', async () => {
  const store = await openSqliteStore({ path: ':memory:' })
  const watches: WatchOptions[] = []
  const lossy: Store = {
    ...store,
    watch: async (options) => {
      watches.push(options)
      return watches.length === 1 ? { close() {} } : store.watch(options)
    },
  }
  await put(store, 'a', 1)
  await put(store, 'b', 2)
  const view = follower()
  await followCollection(lossy, THINGS, view)
  await remove(store, 'a')
  await put(store, 'c', 3)
  assert.deepEqual([...view.seen.keys()], ['a', 'b'], 'its first watch tells it nothing')
  watches[0]?.onLost()
  while (watches.length < 2) await Promise.resolve()
  await put(store, 'd', 4)
  assert.deepEqual([...view.seen.keys()].sort(), ['b', 'c', 'd'])
})
