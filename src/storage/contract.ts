/**
 * The contract that every store must pass. A store's own test file calls `storeContract` with a way to open it.
 * What is written here is what readers of the port may rely on, no more.
 */
import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { isJsonObject } from '../base/index.ts'
import type { Change, CommitResult, Precondition, Store, StoreEvent } from './index.ts'

export interface ContractOptions {
  /** How many past events the store keeps. */
  readonly keptEvents?: number
}

const put = (key: string, value: number, expect: Precondition = 'any', collection = 'c'): Change => ({
  type: 'put',
  collection,
  key,
  value,
  expect,
})
const remove = (key: string, expect: Precondition = 'any', collection = 'c'): Change => ({
  type: 'delete',
  collection,
  key,
  expect,
})
const check = (key: string, expect: Precondition, collection = 'c'): Change => ({ type: 'check', collection, key, expect })

/** `+key=value@revision` for a put, `-key@revision` for a deletion, with what stood there before. */
function show(event: StoreEvent): string {
  const before = event.previous ? ` was ${JSON.stringify(event.previous.value)}@${event.previous.revision}` : ''
  if (event.type === 'delete') return `-${event.key}@${event.revision}${before}`
  const { key, value, revision } = event.document
  return `+${key}=${JSON.stringify(value)}@${revision}${before}`
}

/** @param open a fresh, empty store each time */
export function storeContract(name: string, open: (options?: ContractOptions) => Promise<Store>): void {
  const opened: Store[] = []
  const fresh = async (options?: ContractOptions): Promise<Store> => {
    const store = await open(options)
    opened.push(store)
    return store
  }
  const keys = async (store: Store, options: Parameters<Store['list']>[1] = {}) =>
    (await store.list('c', options)).documents.map(({ key }) => key)
  async function revisionOf(result: Promise<CommitResult>): Promise<number> {
    const outcome = await result
    assert.ok(outcome.ok)
    return outcome.revision
  }
  async function watched(store: Store, afterRevision: number, collection = 'c') {
    const events: string[] = []
    let lost = 0
    const subscription = await store.watch({
      collection,
      afterRevision,
      onEvent: (event) => events.push(show(event)),
      onLost: () => lost++,
    })
    return { events, subscription, lost: () => lost }
  }

  describe(`${name} keeps the contract of a store`, () => {
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
    })

    test('an empty store has revision 0 and nothing in it', async () => {
      const store = await fresh()
      assert.equal(await store.revision(), 0)
      assert.equal(await store.get('c', 'k'), undefined)
      assert.deepEqual(await store.list('c'), { documents: [], revision: 0, more: false })
    })

    test('a document remembers the revision that made it and the one that last changed it', async () => {
      const store = await fresh()
      await store.commit([put('other', 0)])
      await store.commit([put('k', 1)])
      await store.commit([put('k', 2)])
      assert.deepEqual(await store.get('c', 'k'), { key: 'k', value: 2, revision: 3, createdRevision: 2 })
      await store.commit([remove('k')])
      assert.equal(await store.get('c', 'k'), undefined)
      await store.commit([put('k', 3)])
      assert.deepEqual(await store.get('c', 'k'), { key: 'k', value: 3, revision: 5, createdRevision: 5 })
    })

    test('values are kept as they were when commit was called, and belong to the reader', async () => {
      const store = await fresh()
      const value = { list: [1, { deep: 'ü😀\u0000' }], none: null, __proto: true }
      const written = structuredClone(value)
      const commit = store.commit([{ type: 'put', collection: 'c', key: 'k', value, expect: 'any' }])
      value.list.push(2)
      await commit
      const read = await store.get('c', 'k')
      assert.deepEqual(read?.value, written)
      if (isJsonObject(read?.value)) read.value['list'] = []
      assert.deepEqual((await store.get('c', 'k'))?.value, written)
    })

    test('collections do not see each other', async () => {
      const store = await fresh()
      await store.commit([put('k', 1, 'absent', 'a'), put('k', 2, 'absent', 'b'), put('k', 3, 'absent', 'aa')])
      assert.equal((await store.get('a', 'k'))?.value, 1)
      assert.equal((await store.list('a')).documents.length, 1)
    })

    const preconditions: [string, (revision: number) => Change, boolean][] = [
      ['a put that expects nothing there', () => put('k', 2, 'absent'), false],
      ['a put that expects this revision', (revision) => put('k', 2, { revision }), true],
      ['a put that expects another revision', (revision) => put('k', 2, { revision: revision - 1 }), false],
      ['a put of an absent key that expects a revision', (revision) => put('x', 2, { revision }), false],
      ['a put of an absent key that expects nothing there', () => put('x', 2, 'absent'), true],
      ['a delete that expects this revision', (revision) => remove('k', { revision }), true],
      ['a delete that expects another revision', (revision) => remove('k', { revision: revision + 1 }), false],
      ['a delete of an absent key that expects a revision', (revision) => remove('x', { revision }), false],
      ['a check that expects nothing there', () => check('k', 'absent'), false],
      ['a check that expects another revision', (revision) => check('k', { revision: revision + 1 }), false],
      ['a check that expects this revision', (revision) => check('k', { revision }), true],
    ]
    for (const [title, change, expected] of preconditions) {
      test(`${title} ${expected ? 'succeeds' : 'fails, and with it the whole commit'}`, async () => {
        const store = await fresh()
        await store.commit([put('first', 0)])
        const revision = await revisionOf(store.commit([put('k', 1)]))
        const result = await store.commit([put('beside', 1), change(revision), put('behind', 1, 'absent')])
        assert.equal(result.ok, expected)
        assert.equal((await store.get('c', 'beside')) !== undefined, expected)
        assert.equal(await store.revision(), expected ? revision + 1 : revision)
        if (result.ok) return
        const current = await store.get('c', change(revision).key)
        assert.deepEqual(result, current ? { ok: false, index: 1, current } : { ok: false, index: 1 })
      })
    }

    test('a commit that changes nothing raises no revision', async () => {
      const store = await fresh()
      const revision = await revisionOf(store.commit([put('k', 1)]))
      assert.deepEqual(await store.commit([]), { ok: true, revision })
      assert.deepEqual(await store.commit([remove('absent'), check('k', 'any')]), { ok: true, revision })
      assert.deepEqual(await store.commit([put('k', 1)]), { ok: true, revision: revision + 1 }, 'the same value is a change')
    })

    test('changing a key twice in one commit, and keys that are no text, are bugs', async () => {
      const store = await fresh()
      await assert.rejects(store.commit([put('k', 1), remove('k')]), TypeError)
      for (const key of ['', 'a\0b', '\ud800']) await assert.rejects(store.commit([put(key, 1)]), TypeError)
      assert.equal(await store.revision(), 0)
      assert.ok((await store.commit([put('k', 1), check('k', 'absent')])).ok, 'checking it as well is none')
    })

    test('of many that race for one key exactly one wins', async () => {
      const store = await fresh()
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) => store.commit([put('k', n, 'absent'), put(`own-${n}`, n)])),
      )
      assert.deepEqual(results.filter(({ ok }) => ok).length, 1)
      assert.equal((await keys(store)).length, 2)
    })

    test('commits made together get revisions of their own, in order', async () => {
      const store = await fresh()
      const revisions = await Promise.all(Array.from({ length: 20 }, (_, n) => revisionOf(store.commit([put(`k${n}`, n)]))))
      assert.deepEqual(
        revisions,
        Array.from({ length: 20 }, (_, n) => n + 1),
      )
    })

    test('a list is ordered by code point and can be had by prefix and in pages', async () => {
      const store = await fresh()
      const names = [
        'a',
        'a/',
        'a/b',
        'a/b/c',
        'a0',
        'b',
        'a/\uffff',
        'a/😀',
        '\ud7ff',
        '\ud7ff1',
        '\u{10ffff}',
        '\u{10ffff}x',
        'é',
      ]
      await store.commit(names.map((key) => put(key, 1)))
      const sorted = [...names].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
      assert.deepEqual(await keys(store), sorted)
      for (const prefix of ['', 'a', 'a/', 'a/b', 'zz', '\ud7ff', '\u{10ffff}']) {
        const expected = sorted.filter((key) => key.startsWith(prefix))
        assert.deepEqual(await keys(store, { prefix }), expected, `prefix ${prefix}`)
        const paged: string[] = []
        for (let after: string | undefined; ; after = paged.at(-1)) {
          const page = await store.list('c', after === undefined ? { prefix, limit: 2 } : { prefix, limit: 2, after })
          paged.push(...page.documents.map(({ key }) => key))
          if (!page.more) break
          assert.equal(page.documents.length, 2)
        }
        assert.deepEqual(paged, expected, `pages of prefix ${prefix}`)
      }
      assert.deepEqual(await keys(store, { prefix: 'b', after: 'a' }), ['b'], 'a start before the prefix is no start')
      assert.deepEqual(await keys(store, { prefix: 'a', after: 'b' }), [], 'a start behind the prefix leaves nothing')
    })

    test('the revision of a list is where a watch goes on', async () => {
      const store = await fresh()
      await store.commit([put('a', 1)])
      const { revision } = await store.list('c')
      await store.commit([put('b', 1)])
      assert.deepEqual((await watched(store, revision)).events, ['+b=1@2'])
    })

    test('a watch delivers the past, then what comes, each with what stood there before', async () => {
      const store = await fresh()
      await store.commit([put('a', 1), put('b', 1)])
      await store.commit([put('a', 2)])
      const { events } = await watched(store, 0)
      assert.deepEqual(events.splice(0), ['+a=1@1', '+b=1@1', '+a=2@2 was 1@1'])
      await store.commit([remove('a'), put('x', 1, 'any', 'elsewhere'), put('c', 1)])
      assert.deepEqual(events.splice(0), ['-a@3 was 2@2', '+c=1@3'])
      await store.commit([remove('a'), check('b', 'any')])
      await store.commit([put('b', 2, 'absent')])
      assert.deepEqual(events, [], 'nothing happened')
      assert.deepEqual((await watched(store, 2)).events, ['-a@3 was 2@2', '+c=1@3'])
    })

    test('every watcher has been told before commit resolves, in order of revision', async () => {
      const store = await fresh()
      const { events } = await watched(store, 0)
      const commits = [1, 2, 3].map((value) => store.commit([put('k', value)]))
      await commits[0]
      assert.equal(events[0], '+k=1@1')
      await Promise.all(commits)
      assert.deepEqual(events, ['+k=1@1', '+k=2@2 was 1@1', '+k=3@3 was 2@2'])
    })

    test('what is committed from a watcher comes after what it was told of', async () => {
      const store = await fresh()
      const seen: string[] = []
      const echoed: Promise<CommitResult>[] = []
      await store.watch({
        collection: 'c',
        afterRevision: 0,
        onEvent(event) {
          seen.push(show(event))
          if (seen.length === 1) echoed.push(store.commit([put('echo', 1)]))
        },
        onLost: () => assert.fail('nothing is lost'),
      })
      await Promise.all([store.commit([put('a', 1)]), store.commit([put('b', 1)])])
      await Promise.all(echoed)
      assert.deepEqual(seen, ['+a=1@1', '+b=1@2', '+echo=1@3'])
    })

    test('a watcher that comes while others are told misses nothing and hears nothing twice', async () => {
      const store = await fresh()
      const late: string[] = []
      let started: Promise<unknown> | undefined
      await store.watch({
        collection: 'c',
        afterRevision: 0,
        onEvent() {
          started ??= store.watch({ collection: 'c', afterRevision: 0, onEvent: (event) => late.push(show(event)), onLost() {} })
        },
        onLost() {},
      })
      await Promise.all([store.commit([put('a', 1)]), store.commit([put('b', 1)])])
      await started
      await store.commit([put('c', 1)])
      assert.deepEqual(late, ['+a=1@1', '+b=1@2', '+c=1@3'])
    })

    test('a closed watch is told no more, also if it is closed from an event', async () => {
      const store = await fresh()
      const one = await watched(store, 0)
      const two = await watched(store, 0)
      await store.commit([put('a', 1)])
      one.subscription.close()
      one.subscription.close()
      await store.commit([put('b', 1)])
      assert.deepEqual([one.events.length, two.events.length], [1, 2])
    })

    test('a watch from a revision that is no longer kept is lost, and only that', async () => {
      const store = await fresh({ keptEvents: 8 })
      for (let n = 1; n <= 40; n++) await store.commit([put(`k${n % 4}`, n), put('other', n, 'any', 'elsewhere')])
      const lost = await watched(store, 1)
      await store.commit([put('k', 0)])
      assert.deepEqual([lost.lost(), lost.events], [1, []])
      const recent = await watched(store, 38)
      assert.deepEqual([recent.lost(), recent.events], [0, ['+k3=39@39 was 35@35', '+k0=40@40 was 36@36', '+k=0@41']])
    })

    test('a watch from a revision that the store never had is lost', async () => {
      const store = await fresh()
      await store.commit([put('a', 1)])
      const { lost } = await watched(store, 2)
      assert.equal(lost(), 1)
    })

    test('clear removes whole collections as one revision that watchers see', async () => {
      const store = await fresh()
      await store.commit([put('a', 1), put('b', 1), put('k', 1, 'any', 'kept'), put('k', 1, 'any', 'gone')])
      const { events } = await watched(store, 1)
      await store.clear(['c', 'gone', 'never'])
      assert.deepEqual(events, ['-a@2 was 1@1', '-b@2 was 1@1'])
      assert.equal(await store.revision(), 2)
      assert.equal((await store.get('kept', 'k'))?.value, 1)
      assert.equal(await store.get('gone', 'k'), undefined)
    })

    test('closing waits for what was committed, and nothing is accepted after', async () => {
      const store = await fresh()
      const commit = store.commit([put('a', 1)])
      await store.close()
      assert.deepEqual(await commit, { ok: true, revision: 1 })
      await store.close()
      await assert.rejects(store.commit([put('a', 2)]))
      await assert.rejects(store.get('c', 'a'))
    })

    test('it agrees with a map, whatever is committed in whatever company', async () => {
      const key = fc.constantFrom('a', 'b', 'c', 'd')
      const expect = fc.oneof(fc.constantFrom<Precondition>('any', 'absent'), fc.record({ revision: fc.nat(12) }))
      const change = fc.oneof(
        fc.tuple(key, fc.nat(3), expect).map(([k, value, e]) => put(k, value, e)),
        fc.tuple(key, expect).map(([k, e]) => remove(k, e)),
        fc.tuple(key, expect).map(([k, e]) => check(k, e)),
      )
      const commit = fc.uniqueArray(change, { maxLength: 3, selector: ({ key: k }) => k })
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(commit, { maxLength: 4 }), { maxLength: 6 }), async (turns) => {
          const store = await open()
          const model = new Map<string, { value: unknown; revision: number }>()
          const view = new Map<string, unknown>()
          await store.watch({
            collection: 'c',
            afterRevision: 0,
            onEvent: (event) =>
              event.type === 'put' ? view.set(event.document.key, event.document.value) : view.delete(event.key),
            onLost: () => assert.fail('nothing is lost'),
          })
          let revision = 0
          for (const commits of turns) {
            const results = await Promise.all(commits.map((changes) => store.commit(changes)))
            for (const [index, changes] of commits.entries()) {
              const failed = changes.findIndex(({ key: k, expect: e }) => {
                if (e === 'any') return false
                return e === 'absent' ? model.has(k) : model.get(k)?.revision !== e.revision
              })
              const effective = changes.filter((c) => c.type === 'put' || (c.type === 'delete' && model.has(c.key)))
              if (failed < 0 && effective.length > 0) revision++
              const result = results[index]
              assert.deepEqual(result?.ok ? result.revision : [result?.index], failed < 0 ? revision : [failed])
              if (failed >= 0) continue
              for (const c of effective) {
                if (c.type === 'put') model.set(c.key, { value: c.value, revision })
                else model.delete(c.key)
              }
            }
          }
          const listed = new Map((await store.list('c')).documents.map((d) => [d.key, { value: d.value, revision: d.revision }]))
          assert.deepEqual(listed, new Map([...model].sort()))
          assert.deepEqual(new Map([...view].sort()), new Map([...model].sort().map(([k, { value }]) => [k, value])))
          await store.close()
        }),
        { numRuns: 60 },
      )
    })
  })
}
