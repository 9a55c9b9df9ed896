import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../storage/index.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import type { Collection } from './documents.ts'
import { allow, openWorld, policyArn, TRUST } from './fixtures/world.ts'
import { transact } from './transaction.ts'

const COUNTERS: Collection<{ readonly count: number }> = { name: 'counters' }

const increment = (store: Store) =>
  transact(store, async (transaction) => {
    const count = ((await transaction.get(COUNTERS, 'a'))?.count ?? 0) + 1
    transaction.put(COUNTERS, 'a', { count })
    return count
  })

test('of many who change one document at once, none is lost', async () => {
  const store = await openSqliteStore({ path: ':memory:' })
  const counts = await Promise.all(Array.from({ length: 20 }, () => increment(store)))
  assert.deepEqual(
    counts.sort((left, right) => left - right),
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
})

test('a document that was only read must not have changed either', async () => {
  const store = await openSqliteStore({ path: ':memory:' })
  let runs = 0
  const seen = await transact(store, async (transaction) => {
    runs++
    const read = await transaction.get(COUNTERS, 'a')
    if (runs === 1) await increment(store)
    await transaction.get(COUNTERS, 'b')
    transaction.put(COUNTERS, 'b', { count: read?.count ?? 0 })
    return read?.count
  })
  assert.deepEqual([runs, seen], [2, 1])
})

test('a transaction reads what it has written, and one that writes nothing commits nothing', async () => {
  const store = await openSqliteStore({ path: ':memory:' })
  await transact(store, async (transaction) => {
    await transaction.get(COUNTERS, 'a')
    transaction.put(COUNTERS, 'a', { count: 7 })
    assert.deepEqual(await transaction.get(COUNTERS, 'a'), { count: 7 })
    transaction.delete(COUNTERS, 'a')
    assert.equal(await transaction.get(COUNTERS, 'a'), undefined)
    transaction.put(COUNTERS, 'a', { count: 8 })
  })
  const revision = await store.revision()
  await transact(store, async (transaction) => assert.deepEqual(await transaction.get(COUNTERS, 'a'), { count: 8 }))
  assert.equal(await store.revision(), revision)
})

test('who loses every race is told so in the words of IAM', async () => {
  const store = await openSqliteStore({ path: ':memory:' })
  const busy: Store = { ...store, commit: async () => ({ ok: false, index: 0 }) }
  await assert.rejects(increment(busy), { code: 'ConcurrentModification', status: 409 })
})

test('a policy that many attach at once, and one deletes, is either attached or deleted', async () => {
  const world = await openWorld()
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') })
  const names = Array.from({ length: 12 }, (_, index) => `r${index}`)
  for (const RoleName of names) await world.call('CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST })
  const outcomes = await Promise.allSettled([
    ...names.slice(0, 6).map((RoleName) => world.call('AttachRolePolicy', { RoleName, PolicyArn: policyArn('m') })),
    world.call('DeletePolicy', { PolicyArn: policyArn('m') }),
    ...names.slice(6).map((RoleName) => world.call('AttachRolePolicy', { RoleName, PolicyArn: policyArn('m') })),
  ])
  const deleted = outcomes[6]?.status === 'fulfilled'
  const attached = outcomes.filter(({ status }, index) => index !== 6 && status === 'fulfilled').length
  assert.equal(attached, deleted ? 0 : 12)
})
