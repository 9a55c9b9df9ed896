import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KINDS, type KubeObject, type KubernetesClient, type WatchHandlers } from '../../kube/index.ts'
import { createInformer, type ObjectChange } from './informer.ts'

function configMap(name: string, resourceVersion: string, uid = `uid-of-${name}`): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', uid, resourceVersion } }
}

/** A cluster whose answers the test gives, and a scheduler whose tasks it runs. */
function scene() {
  const state = { items: [] as KubeObject[], resourceVersion: '10', lists: 0, refuse: false }
  const watches: { from: string; handlers: WatchHandlers; closed: boolean }[] = []
  const due: { delayMs: number; task: () => void }[] = []
  const client = {
    async list() {
      state.lists++
      if (state.refuse) throw new Error('no route to the cluster')
      return { items: state.items, resourceVersion: state.resourceVersion }
    },
    async watch(_kind: unknown, query: { resourceVersion: string }, handlers: WatchHandlers) {
      const watch = { from: query.resourceVersion, handlers, closed: false }
      watches.push(watch)
      return {
        close() {
          watch.closed = true
        },
      }
    },
  } as unknown as KubernetesClient
  const scheduler = {
    after(delayMs: number, task: () => void) {
      due.push({ delayMs, task })
      return { cancel() {} }
    },
  }
  const informer = createInformer(KINDS.configMap, { client, scheduler })
  const seen: string[] = []
  informer.onChange(({ object, previous, gone }: ObjectChange) => {
    const what = gone ? 'gone' : previous === undefined ? 'new' : 'changed'
    seen.push(`${what} ${object.metadata.name}@${object.metadata.resourceVersion}`)
  })
  const turn = () => new Promise(setImmediate)
  return { state, watches, due, informer, seen, turn }
}

test('an informer lists, watches from the version of the list, and tells each change once', async () => {
  const { state, watches, informer, seen, turn } = scene()
  state.items = [configMap('a', '9')]
  await informer.start()
  await turn()
  assert.equal(watches[0]?.from, '10')
  watches[0]?.handlers.onEvent({ type: 'MODIFIED', object: configMap('a', '11') })
  watches[0]?.handlers.onEvent({ type: 'MODIFIED', object: configMap('a', '11') })
  watches[0]?.handlers.onEvent({ type: 'DELETED', object: configMap('a', '12') })
  assert.deepEqual(seen, ['new a@9', 'changed a@11', 'gone a@12'])
  informer.stop()
  assert.equal(watches[0]?.closed, true)
})

test('when a watch ends everything is listed again, and what is missing there is gone', async () => {
  const { state, watches, due, informer, seen, turn } = scene()
  state.items = [configMap('a', '8'), configMap('b', '9')]
  await informer.start()
  await turn()
  informer.record(configMap('young', '30'))
  state.items = [configMap('b', '15')]
  state.resourceVersion = '20'
  watches[0]?.handlers.onEnd(new Error('too old'))
  due[0]?.task()
  await turn()
  assert.deepEqual(seen.slice(3), ['gone a@8', 'changed b@15'])
  assert.ok(informer.get('default', 'young'), 'an answer to a write that is younger than the list stays')
  assert.equal(watches[1]?.from, '20')
})

test('an unreachable cluster is asked again ever more slowly', async () => {
  const { state, due, informer, turn } = scene()
  state.refuse = true
  const started = informer.start()
  for (let attempt = 0; attempt < 12; attempt++) {
    await turn()
    due[attempt]?.task()
  }
  assert.deepEqual(
    due.slice(0, 4).map(({ delayMs }) => delayMs),
    [50, 100, 200, 400],
  )
  assert.equal(due.at(-1)?.delayMs, 30_000)
  state.refuse = false
  due.at(-1)?.task()
  await started
})

test('the answer to a write does not bring back what is gone, nor replace what is newer', async () => {
  const { watches, informer, seen, turn } = scene()
  await informer.start()
  await turn()
  watches[0]?.handlers.onEvent({ type: 'ADDED', object: configMap('a', '11') })
  watches[0]?.handlers.onEvent({ type: 'DELETED', object: configMap('a', '12') })
  informer.record(configMap('a', '11'))
  assert.equal(informer.get('default', 'a'), undefined)
  watches[0]?.handlers.onEvent({ type: 'ADDED', object: configMap('a', '9999', 'another') })
  informer.record(configMap('a', '998', 'another'))
  assert.equal(informer.get('default', 'a')?.metadata.resourceVersion, '9999')
  informer.record(configMap('a', '10000', 'another'))
  assert.deepEqual(seen, ['new a@11', 'gone a@12', 'new a@9999', 'changed a@10000'])
})
