import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KINDS, type KubeObject } from '../../kube/index.ts'
import { controlledCluster } from './fakes/cluster.ts'
import { objectsIn, stringIn } from './members.ts'

const labels = { app: 'web' }
const named = { name: 'web', namespace: 'default' }

function service(spec: Record<string, unknown> = {}) {
  return { metadata: { ...named, labels }, spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }], ...spec } }
}

const template = {
  metadata: { labels },
  spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }] }] },
}
const replicaSet = { metadata: { ...named }, spec: { replicas: 2, selector: { matchLabels: labels }, template } }

function addresses(endpoints: KubeObject | undefined, member: string): string[] {
  return objectsIn(endpoints, 'subsets').flatMap((subset) => objectsIn(subset, member).map((each) => stringIn(each, 'ip')))
}

test('endpoints name the ready pods apart from the others, and the port by its number', async () => {
  await using cluster = await controlledCluster()
  const { client } = cluster
  await client.create(KINDS.service, service())
  await cluster.eventually(async () => assert.ok(await client.get(KINDS.endpoints, named)))
  await client.create(KINDS.replicaSet, replicaSet)
  await cluster.eventually(async () => assert.equal((await cluster.list(KINDS.pod)).length, 2))
  await cluster.runPods()
  const [pod] = (await cluster.list(KINDS.pod)) as [KubeObject]
  const read = () => client.get(KINDS.endpoints, named)
  await cluster.eventually(async () => assert.equal(addresses(await read(), 'addresses').length, 2))
  const [subset] = objectsIn(await read(), 'subsets')
  assert.deepEqual(subset?.['ports'], [{ port: 8080, protocol: 'TCP' }])
  assert.deepEqual((await read())?.metadata.labels, labels)
  await cluster.runPods({ ready: false, only: ({ metadata }) => metadata.uid === pod.metadata.uid })
  await cluster.eventually(async () => {
    assert.equal(addresses(await read(), 'addresses').length, 1)
    assert.equal(addresses(await read(), 'notReadyAddresses').length, 1)
  })
  await client.patch(KINDS.service, named, { type: 'merge', body: { spec: { publishNotReadyAddresses: true } } })
  await cluster.eventually(async () => assert.equal(addresses(await read(), 'addresses').length, 2))
  await client.patch(KINDS.replicaSet, named, { type: 'merge', body: { spec: { replicas: 0 } } })
  await cluster.eventually(async () => assert.deepEqual(objectsIn(await read(), 'subsets'), []))
  await client.delete(KINDS.endpoints, named)
  await cluster.eventually(async () => assert.ok(await read()))
  await client.delete(KINDS.service, named)
  await cluster.eventually(async () => assert.equal(await read(), undefined))
})

test('a service without selector keeps the endpoints that somebody gave it', async () => {
  await using cluster = await controlledCluster()
  const { client } = cluster
  await client.create(KINDS.service, { metadata: named, spec: { ports: [{ port: 80 }] } })
  const subsets = [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80, protocol: 'TCP' }] }]
  await client.create(KINDS.endpoints, { metadata: named, subsets })
  await cluster.settle()
  assert.deepEqual((await client.get(KINDS.endpoints, named))?.['subsets'], subsets)
})
