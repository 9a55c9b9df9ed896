import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { storeContract } from '../contract.ts'
import { openSqliteStore, StoreFormatError, StoreLockedError } from './index.ts'

const directory = mkdtempSync(join(tmpdir(), 'irsa-store-'))
after(() => rmSync(directory, { recursive: true }))
let files = 0
const freshPath = () => join(directory, `${++files}.db`)

storeContract('an SQLite store in memory', (options = {}) => openSqliteStore({ path: ':memory:', ...options }))
storeContract('an SQLite store in a file', (options = {}) => openSqliteStore({ path: freshPath(), ...options }))

test('documents, revisions and history outlive the store', async () => {
  const path = freshPath()
  const first = await openSqliteStore({ path })
  await first.commit([{ type: 'put', collection: 'c', key: 'k', value: { n: 1 }, expect: 'absent' }])
  await first.commit([{ type: 'delete', collection: 'c', key: 'k', expect: 'any' }])
  await first.commit([{ type: 'put', collection: 'c', key: 'k', value: { n: 2 }, expect: 'absent' }])
  await first.close()
  const second = await openSqliteStore({ path })
  assert.deepEqual(await second.get('c', 'k'), { key: 'k', value: { n: 2 }, revision: 3, createdRevision: 3 })
  const events: unknown[] = []
  await second.watch({
    collection: 'c',
    afterRevision: 1,
    onEvent: (event) => events.push(event),
    onLost: () => assert.fail('lost'),
  })
  assert.deepEqual(events, [
    { type: 'delete', key: 'k', revision: 2, previous: { key: 'k', value: { n: 1 }, revision: 1, createdRevision: 1 } },
    { type: 'put', document: { key: 'k', value: { n: 2 }, revision: 3, createdRevision: 3 } },
  ])
  assert.deepEqual(await second.commit([{ type: 'delete', collection: 'c', key: 'k', expect: { revision: 3 } }]), {
    ok: true,
    revision: 4,
  })
  await second.close()
})

test('what was forgotten stays lost after opening again', async () => {
  const path = freshPath()
  const first = await openSqliteStore({ path, keptEvents: 4 })
  for (let n = 0; n < 20; n++) await first.commit([{ type: 'put', collection: 'c', key: 'k', value: n, expect: 'any' }])
  await first.close()
  const second = await openSqliteStore({ path, keptEvents: 1_000 })
  let lost = 0
  await second.watch({ collection: 'c', afterRevision: 3, onEvent: () => assert.fail('incomplete'), onLost: () => lost++ })
  assert.equal(lost, 1)
  await second.close()
})

test('a second store on the same file is refused by name until the first is closed', async () => {
  const path = freshPath()
  const first = await openSqliteStore({ path })
  const isLocked = (error: unknown) => error instanceof StoreLockedError && error.code === 'STORE_LOCKED' && error.path === path
  await assert.rejects(openSqliteStore({ path }), isLocked)
  await assert.rejects(openSqliteStore({ path }), isLocked, 'the refused attempt has not broken the lock')
  await first.commit([{ type: 'put', collection: 'c', key: 'k', value: 1, expect: 'any' }])
  await first.close()
  await (await openSqliteStore({ path })).close()
})

test('the file and its log can be read by their owner only', async () => {
  const path = freshPath()
  const store = await openSqliteStore({ path })
  await store.commit([{ type: 'put', collection: 'c', key: 'k', value: 'secret', expect: 'any' }])
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(statSync(`${path}-wal`).mode & 0o777, 0o600)
  await store.close()
})

const foreign: [string, (path: string) => void | Promise<void>, RegExp][] = [
  [
    'a text file',
    (path) => writeFileSync(path, 'no database at all, but long enough to be looked at as one '.repeat(20)),
    /not a database/,
  ],
  ["another program's database", (path) => change(path, 'CREATE TABLE t (x)'), /belongs to another program/],
  ['a newer schema', (path) => versioned(path, 99), /a newer version wrote it \(schema 99, this program reads 1\)/],
  ['an older schema', (path) => versioned(path, 0), /an older version wrote it/],
]
for (const [name, make, expected] of foreign) {
  test(`${name} is refused with the reason and left as it is`, async () => {
    const path = freshPath()
    await make(path)
    const before = statSync(path).mtimeMs
    await assert.rejects(
      openSqliteStore({ path }),
      (error) => error instanceof StoreFormatError && error.code === 'STORE_FORMAT' && expected.test(error.message),
    )
    assert.equal(statSync(path).mtimeMs, before)
  })
}

test("a directory that is not there is the file system's own error", async () => {
  await assert.rejects(openSqliteStore({ path: join(directory, 'none', 'x.db') }), { code: 'ENOENT' })
})

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

async function versioned(path: string, version: number): Promise<void> {
  await (await openSqliteStore({ path })).close()
  change(path, `PRAGMA user_version = ${version}`)
}
