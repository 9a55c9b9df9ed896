import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditionOf, controllerOf, KINDS, type KubeObject } from '../../../kube/index.ts'
import { type ControlledCluster, controlledCluster } from '../fakes/cluster.ts'
import { numberIn } from '../members.ts'

const labels = { app: 'web' }
const named = { name: 'web', namespace: 'default' }
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } }

function replicaSet(spec: Record<string, unknown> = {}) {
  return { metadata: { ...named }, spec: { replicas: 3, selector: { matchLabels: labels }, template, ...spec } }
}

async function read(cluster: ControlledCluster): Promise<KubeObject> {
  const found = await cluster.client.get(KINDS.replicaSet, named)
  assert.ok(found)
  return found
}

async function scale(cluster: ControlledCluster, replicas: number): Promise<void> {
  await cluster.client.patch(KINDS.replicaSet, named, { type: 'merge', body: { spec: { replicas } } })
}

async function events(cluster: ControlledCluster, reason: string): Promise<readonly KubeObject[]> {
  return (await cluster.list(KINDS.event, 'default')).filter((event) => event['reason'] === reason)
}

async function podCount(cluster: ControlledCluster, count: number): Promise<void> {
  await cluster.eventually(async () => assert.equal((await cluster.list(KINDS.pod)).length, count))
}

test('makes the pods it wants, counts the ready ones, and tells of each', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.replicaSet, replicaSet())
  await podCount(cluster, 3)
  const [pod] = await cluster.list(KINDS.pod)
  await cluster.runPods({ only: ({ metadata }) => metadata.uid === pod?.metadata.uid })
  await cluster.eventually(async () => {
    const { status } = await read(cluster)
    assert.deepEqual(status, {
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 1,
      availableReplicas: 1,
      observedGeneration: 1,
    })
  })
  await cluster.eventually(async () => {
    const told = (await events(cluster, 'SuccessfulCreate')).map((event) => event['message'])
    const names = (await cluster.list(KINDS.pod)).map(({ metadata }) => `Created pod: ${metadata.name}`)
    assert.deepEqual(told.sort(), names.sort())
  })
})

test('a pod that is deleted or has failed is replaced', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.replicaSet, replicaSet({ replicas: 2 }))
  await podCount(cluster, 2)
  const [first, second] = await cluster.list(KINDS.pod)
  assert.ok(first !== undefined && second !== undefined)
  await cluster.client.delete(KINDS.pod, first.metadata)
  await cluster.client.replace(KINDS.pod, { ...second, status: { phase: 'Failed' } }, { subresource: 'status' })
  await cluster.eventually(async () => {
    const pods = await cluster.list(KINDS.pod)
    assert.equal(pods.length, 3)
    assert.equal(numberIn((await read(cluster))['status'], 'replicas'), 2)
  })
})

test('of too many pods the ones that are not ready go first, then the youngest', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.replicaSet, replicaSet({ replicas: 1 }))
  await podCount(cluster, 1)
  const [oldest] = await cluster.list(KINDS.pod)
  cluster.advance(10_000)
  await scale(cluster, 2)
  await podCount(cluster, 2)
  await cluster.runPods()
  cluster.advance(10_000)
  await scale(cluster, 4)
  await podCount(cluster, 4)
  await scale(cluster, 2)
  await podCount(cluster, 2)
  assert.ok((await cluster.list(KINDS.pod)).every((pod) => conditionOf(pod, 'Ready')?.['status'] === 'True'))
  await scale(cluster, 1)
  await podCount(cluster, 1)
  const [left] = await cluster.list(KINDS.pod)
  assert.equal(left?.metadata.uid, oldest?.metadata.uid)
  await cluster.eventually(async () => assert.equal((await events(cluster, 'SuccessfulDelete')).length, 3))
})

test('a pod is available only after it has been ready for minReadySeconds', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.replicaSet, replicaSet({ replicas: 1, minReadySeconds: 30 }))
  await podCount(cluster, 1)
  await cluster.runPods()
  await cluster.eventually(async () => assert.equal(numberIn((await read(cluster))['status'], 'readyReplicas'), 1))
  await cluster.settle()
  assert.equal(numberIn((await read(cluster))['status'], 'availableReplicas'), undefined)
  cluster.advance(30_000)
  await cluster.eventually(async () => assert.equal(numberIn((await read(cluster))['status'], 'availableReplicas'), 1))
})

test('a pod that admission refuses is told of, noted as a condition, and tried again with back-off', async () => {
  await using cluster = await controlledCluster()
  const spec = { ...template.spec, serviceAccountName: 'later' }
  await cluster.client.create(KINDS.replicaSet, replicaSet({ replicas: 1, template: { ...template, spec } }))
  await cluster.eventually(async () => {
    const condition = conditionOf(await read(cluster), 'ReplicaFailure')
    assert.equal(condition?.['reason'], 'FailedCreate')
    assert.match(String(condition?.['message']), /is forbidden: error looking up service account default\/later/)
  })
  for (let second = 0; second < 60; second++) {
    cluster.advance(1_000)
    await new Promise(setImmediate)
  }
  await cluster.eventually(async () => {
    const [event, ...others] = await events(cluster, 'FailedCreate')
    assert.equal(others.length, 0)
    const count = Number(event?.['count'])
    assert.ok(count > 3 && count < 20, `${count} attempts in a minute`)
    assert.match(String(event?.['message']), /^Error creating: pods .*is forbidden: error looking up service account/)
  })
  await cluster.client.create(KINDS.serviceAccount, { metadata: { name: 'later', namespace: 'default' } })
  cluster.advance(60_000)
  await podCount(cluster, 1)
  await cluster.eventually(async () => assert.equal(conditionOf(await read(cluster), 'ReplicaFailure'), undefined))
})

test('an orphan that matches is adopted; a pod that no longer matches is let go and replaced', async () => {
  await using cluster = await controlledCluster()
  await cluster.eventually(async () => {
    assert.ok(await cluster.client.get(KINDS.serviceAccount, { name: 'default', namespace: 'default' }))
  })
  const orphan = await cluster.client.create(KINDS.pod, {
    metadata: { name: 'orphan', namespace: 'default', labels },
    spec: template.spec,
  })
  await cluster.client.create(KINDS.replicaSet, replicaSet({ replicas: 2 }))
  await podCount(cluster, 2)
  const adopted = await cluster.client.get(KINDS.pod, orphan.metadata)
  assert.equal(adopted && controllerOf(adopted)?.name, 'web')
  await cluster.client.patch(KINDS.pod, orphan.metadata, { type: 'merge', body: { metadata: { labels: { app: 'other' } } } })
  await podCount(cluster, 3)
  await cluster.eventually(async () => {
    const released = await cluster.client.get(KINDS.pod, orphan.metadata)
    assert.equal(released && controllerOf(released), undefined)
  })
})
