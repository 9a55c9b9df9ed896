import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KINDS, type KubeObject, type WatchEvent } from '../../kube/index.ts'
import { testCluster } from './fixtures/cluster.ts'

const greeter = { name: 'greeter', image: 'example/greeter:1' }
const labels = { app: 'greeter' }
const deployment = {
  metadata: { name: 'greeter', namespace: 'default' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [greeter] } } },
}

test('a new deployment is defaulted, and its generation counts changes of its spec only', async () => {
  await using cluster = await testCluster()
  const { client } = cluster
  const made = await client.create(KINDS.deployment, deployment)
  assert.equal(made.metadata.generation, 1)
  assert.equal((made['spec'] as { replicas: number }).replicas, 1)
  const scaled = await client.patch(KINDS.deployment, made.metadata as { name: string }, {
    type: 'merge',
    body: { spec: { replicas: 3 } },
  })
  assert.equal(scaled.metadata.generation, 2)
  const noted = await client.patch(KINDS.deployment, made.metadata as { name: string }, {
    type: 'merge',
    body: { metadata: { annotations: { a: 'b' } } },
  })
  assert.equal(noted.metadata.generation, 2)
})

test('a writer with an old resourceVersion is refused', async () => {
  await using cluster = await testCluster()
  const { client } = cluster
  const made = await client.create(KINDS.configMap, { metadata: { name: 'c', namespace: 'default' }, data: { a: '1' } })
  const second = await client.replace(KINDS.configMap, { ...made, data: { a: '2' } })
  assert.notEqual(second.metadata.resourceVersion, made.metadata.resourceVersion)
  await assert.rejects(client.replace(KINDS.configMap, { ...made, data: { a: '3' } }), { reason: 'Conflict' })
})

test('a watch from a list sees every later change, as its selector has it', async () => {
  await using cluster = await testCluster()
  const { client } = cluster
  const { resourceVersion } = await client.list(KINDS.configMap, { namespace: 'default' })
  const events: WatchEvent[] = []
  const subscription = await client.watch(
    KINDS.configMap,
    { namespace: 'default', labelSelector: 'on=yes', resourceVersion },
    { onEvent: (event) => events.push(event), onEnd: () => {} },
  )
  const name = { name: 'c', namespace: 'default' }
  const label = (on: string) => ({ type: 'merge', body: { metadata: { labels: { on } } } }) as const
  await client.create(KINDS.configMap, { metadata: { ...name } })
  await client.patch(KINDS.configMap, name, label('yes'))
  await client.patch(KINDS.configMap, name, { type: 'merge', body: { data: { a: '1' } } })
  await client.patch(KINDS.configMap, name, label('no'))
  await client.patch(KINDS.configMap, name, label('yes'))
  await client.delete(KINDS.configMap, name)
  subscription.close()
  assert.deepEqual(
    events.map(({ type }) => type),
    ['ADDED', 'MODIFIED', 'DELETED', 'ADDED', 'DELETED'],
  )
})

test('a running pod is given its grace period, an unscheduled one is gone at once', async () => {
  await using cluster = await testCluster()
  const { client } = cluster
  await client.create(KINDS.serviceAccount, { metadata: { name: 'default', namespace: 'default' } })
  const pod = (name: string) => ({ metadata: { name, namespace: 'default' }, spec: { containers: [greeter] } })
  const named = (name: string) => ({ name, namespace: 'default' })
  await client.create(KINDS.pod, pod('idle'))
  await client.delete(KINDS.pod, named('idle'))
  assert.equal(await client.get(KINDS.pod, named('idle')), undefined)

  await client.create(KINDS.pod, pod('busy'))
  await client.create(KINDS.pod, { metadata: named('busy'), target: { kind: 'Node', name: 'n' } }, { subresource: 'binding' })
  await client.delete(KINDS.pod, named('busy'))
  const dying = (await client.get(KINDS.pod, named('busy'))) as KubeObject
  assert.equal(dying.metadata.deletionGracePeriodSeconds, 30)
  assert.equal(dying.metadata.deletionTimestamp, '2026-11-21T10:00:30Z')
  await client.delete(KINDS.pod, named('busy'), { gracePeriodSeconds: 0 })
  assert.equal(await client.get(KINDS.pod, named('busy')), undefined)
})

test('a namespace stays until it is finalized, and takes nothing new meanwhile', async () => {
  await using cluster = await testCluster()
  const { client } = cluster
  await client.create(KINDS.namespace, { metadata: { name: 'going' } })
  await client.delete(KINDS.namespace, { name: 'going' })
  const going = (await client.get(KINDS.namespace, { name: 'going' })) as KubeObject
  assert.equal((going['status'] as { phase: string }).phase, 'Terminating')
  await assert.rejects(client.create(KINDS.configMap, { metadata: { name: 'c', namespace: 'going' } }), { reason: 'Forbidden' })
  await client.replace(KINDS.namespace, { ...going, spec: { finalizers: [] } }, { subresource: 'finalize' })
  assert.equal(await client.get(KINDS.namespace, { name: 'going' }), undefined)
})

test('a pod gets the default service account and its automounted token', async () => {
  await using cluster = await testCluster()
  const { client } = cluster
  const pod = { metadata: { generateName: 'greeter-', namespace: 'default' }, spec: { containers: [greeter] } }
  await assert.rejects(client.create(KINDS.pod, pod), {
    message: 'pods is forbidden: error looking up service account default/default: serviceaccount "default" not found',
  })
  await client.create(KINDS.serviceAccount, { metadata: { name: 'default', namespace: 'default' } })
  const made = await client.create(KINDS.pod, pod)
  const spec = made['spec'] as { serviceAccountName: string; volumes: { name: string; projected: { defaultMode: number } }[] }
  assert.match(made.metadata.name, /^greeter-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  assert.equal(spec.serviceAccountName, 'default')
  assert.match(spec.volumes[0]!.name, /^kube-api-access-/)
  assert.equal(spec.volumes[0]!.projected.defaultMode, 420)
})
