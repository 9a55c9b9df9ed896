import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KINDS, type KubeObject } from '../../kube/index.ts'
import { controlledCluster } from './fakes/cluster.ts'

const account = { name: 'default', namespace: 'shop' }
const certificate = { name: 'kube-root-ca.crt', namespace: 'shop' }

test('every namespace has its default service account and the root certificate, also after they were deleted', async () => {
  await using cluster = await controlledCluster()
  const { client } = cluster
  await client.create(KINDS.namespace, { metadata: { name: 'shop' } })
  const bothThere = async () => {
    assert.ok(await client.get(KINDS.serviceAccount, account))
    const map = await client.get(KINDS.configMap, certificate)
    assert.deepEqual(map?.['data'], { 'ca.crt': 'the certificate' })
  }
  await cluster.eventually(bothThere)
  await client.delete(KINDS.serviceAccount, account)
  await client.delete(KINDS.configMap, certificate)
  await cluster.eventually(bothThere)
  await client.patch(KINDS.configMap, certificate, { type: 'merge', body: { data: { 'ca.crt': 'another', more: 'x' } } })
  await cluster.eventually(bothThere)
})

test('a namespace that is deleted is emptied, waits for its pods, and goes', async () => {
  await using cluster = await controlledCluster()
  const { client } = cluster
  await client.create(KINDS.namespace, { metadata: { name: 'shop' } })
  const labels = { app: 'web' }
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  }
  await client.create(KINDS.deployment, { metadata: { name: 'web', namespace: 'shop' }, spec })
  await client.create(KINDS.secret, { metadata: { name: 's', namespace: 'shop' } })
  const pods = () => cluster.list(KINDS.pod, 'shop')
  await cluster.eventually(async () => assert.equal((await pods()).length, 1))
  const [pod] = (await pods()) as [KubeObject]
  const named = { name: pod.metadata.name, namespace: 'shop' }
  await client.create(KINDS.pod, { metadata: named, target: { kind: 'Node', name: 'n' } }, { subresource: 'binding' })

  await client.delete(KINDS.namespace, { name: 'shop' })
  await cluster.eventually(async () => {
    assert.notEqual((await pods())[0]?.metadata.deletionTimestamp, undefined)
    for (const kind of [KINDS.deployment, KINDS.replicaSet, KINDS.secret, KINDS.configMap, KINDS.serviceAccount]) {
      assert.deepEqual(await cluster.list(kind, 'shop'), [], kind.kind)
    }
  })
  await cluster.settle()
  assert.ok(await client.get(KINDS.namespace, { name: 'shop' }))
  await client.delete(KINDS.pod, named, { gracePeriodSeconds: 0 })
  await cluster.eventually(async () => assert.equal(await client.get(KINDS.namespace, { name: 'shop' }), undefined))
})

test('a namespace of the same name can be made again at once', async () => {
  await using cluster = await controlledCluster()
  const { client } = cluster
  for (let round = 0; round < 3; round++) {
    await client.create(KINDS.namespace, { metadata: { name: 'shop' } })
    await cluster.eventually(async () => assert.ok(await client.get(KINDS.serviceAccount, account)))
    await client.delete(KINDS.namespace, { name: 'shop' })
    await cluster.eventually(async () => assert.equal(await client.get(KINDS.namespace, { name: 'shop' }), undefined))
  }
})
