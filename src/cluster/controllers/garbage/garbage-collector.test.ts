import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeleteOptions, KINDS, type KubeObject, type OwnerReference } from '../../../kube/index.ts'
import { type ControlledCluster, controlledCluster } from '../fakes/cluster.ts'

const labels = { app: 'web' }
const named = { name: 'web', namespace: 'default' }
const deployment = {
  metadata: { ...named },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  },
}

async function counts(cluster: ControlledCluster): Promise<number[]> {
  const kinds = [KINDS.deployment, KINDS.replicaSet, KINDS.pod]
  return Promise.all(kinds.map(async (kind) => (await cluster.list(kind)).length))
}

async function running(cluster: ControlledCluster): Promise<void> {
  await cluster.client.create(KINDS.deployment, deployment)
  await cluster.eventually(async () => assert.deepEqual(await counts(cluster), [1, 1, 2]))
  // A rollout under way would write the objects while they go.
  await cluster.settle()
}

const POLICIES: [DeleteOptions['propagationPolicy'], number[]][] = [
  ['Background', [0, 0, 0]],
  ['Foreground', [0, 0, 0]],
  ['Orphan', [0, 1, 2]],
]

for (const [propagationPolicy, left] of POLICIES) {
  test(`deleting a deployment with propagation ${propagationPolicy} leaves ${left[1]} replica sets and ${left[2]} pods`, async () => {
    await using cluster = await controlledCluster()
    await running(cluster)
    await cluster.client.delete(KINDS.deployment, named, { propagationPolicy: propagationPolicy ?? 'Background' })
    await cluster.eventually(async () => assert.deepEqual(await counts(cluster), left))
    await cluster.settle()
    assert.deepEqual(await counts(cluster), left)
    for (const { metadata } of await cluster.list(KINDS.replicaSet)) assert.deepEqual(metadata.ownerReferences ?? [], [])
  })
}

test('in a foreground deletion the owner stays until the last pod is gone', async () => {
  await using cluster = await controlledCluster()
  await running(cluster)
  for (const { metadata } of await cluster.list(KINDS.pod)) {
    const binding = { metadata: { name: metadata.name, namespace: 'default' }, target: { kind: 'Node', name: 'n' } }
    await cluster.client.create(KINDS.pod, binding, { subresource: 'binding' })
  }
  await cluster.client.delete(KINDS.deployment, named, { propagationPolicy: 'Foreground' })
  await cluster.eventually(async () => {
    assert.ok((await cluster.list(KINDS.pod)).every(({ metadata }) => metadata.deletionTimestamp !== undefined))
  })
  await cluster.settle()
  assert.deepEqual(await counts(cluster), [1, 1, 2])
  for (const { metadata } of await cluster.list(KINDS.pod)) {
    await cluster.client.delete(KINDS.pod, { name: metadata.name, namespace: 'default' }, { gracePeriodSeconds: 0 })
  }
  await cluster.eventually(async () => assert.deepEqual(await counts(cluster), [0, 0, 0]))
})

test('what lost its owner while nobody watched is found at the start', async () => {
  await using cluster = await controlledCluster()
  await running(cluster)
  cluster.stop()
  await cluster.client.delete(KINDS.deployment, named, { propagationPolicy: 'Background' })
  await cluster.settle()
  assert.deepEqual(await counts(cluster), [0, 1, 2])
  await cluster.start()
  await cluster.eventually(async () => assert.deepEqual(await counts(cluster), [0, 0, 0]))
})

function reference(owner: KubeObject, changes: Partial<OwnerReference> = {}): OwnerReference {
  const { name, uid = '' } = owner.metadata
  return { apiVersion: owner.apiVersion, kind: owner.kind, name, uid, ...changes }
}

test('an object goes only with its last owner, and never for an owner of a kind that is not known', async () => {
  await using cluster = await controlledCluster()
  const { client } = cluster
  const owner = (name: string) => client.create(KINDS.configMap, { metadata: { name, namespace: 'default' } })
  const [first, second] = [await owner('first'), await owner('second')]
  const ofBoth = { name: 'of-both', namespace: 'default' }
  const ofStranger = { name: 'of-stranger', namespace: 'default' }
  await client.create(KINDS.secret, { metadata: { ...ofBoth, ownerReferences: [reference(first), reference(second)] } })
  const stranger = { apiVersion: 'example.com/v1', kind: 'Widget', name: 'w', uid: 'no-such-uid' }
  await client.create(KINDS.secret, { metadata: { ...ofStranger, ownerReferences: [stranger] } })
  await client.delete(KINDS.configMap, first.metadata)
  await cluster.eventually(async () => {
    const found = await client.get(KINDS.secret, ofBoth)
    assert.deepEqual(
      found?.metadata.ownerReferences?.map(({ name }) => name),
      ['second'],
    )
  })
  await client.delete(KINDS.configMap, second.metadata)
  await cluster.eventually(async () => assert.equal(await client.get(KINDS.secret, ofBoth), undefined))
  assert.ok(await client.get(KINDS.secret, ofStranger))
})

test('an owner is known by its uid: another object of its name does not count', async () => {
  await using cluster = await controlledCluster()
  const { client } = cluster
  const owner = await client.create(KINDS.configMap, { metadata: { name: 'owner', namespace: 'default' } })
  const dependent = { name: 'dependent', namespace: 'default' }
  const ownerReferences = [reference(owner, { uid: '00000000-0000-4000-8000-000000000000' })]
  await client.create(KINDS.secret, { metadata: { ...dependent, ownerReferences } })
  await cluster.eventually(async () => assert.equal(await client.get(KINDS.secret, dependent), undefined))
})
