import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditionOf, KINDS, type KubeObject } from '../../../kube/index.ts'
import { type ControlledCluster, controlledCluster } from '../fakes/cluster.ts'
import { numberIn, objectIn } from '../members.ts'

const labels = { app: 'web' }
const named = { name: 'web', namespace: 'default' }

function deployment(spec: Record<string, unknown> = {}) {
  return {
    metadata: { ...named },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
      ...spec,
    },
  }
}

async function read(cluster: ControlledCluster): Promise<KubeObject> {
  const found = await cluster.client.get(KINDS.deployment, named)
  assert.ok(found)
  return found
}

async function complete(cluster: ControlledCluster, replicas: number): Promise<KubeObject> {
  await cluster.eventually(async () => {
    await cluster.runPods()
    const { status, metadata } = await read(cluster)
    assert.equal(numberIn(status, 'observedGeneration'), metadata.generation)
    for (const member of ['replicas', 'updatedReplicas', 'availableReplicas']) {
      assert.equal(numberIn(status, member) ?? 0, replicas, member)
    }
    assert.equal(numberIn(status, 'unavailableReplicas'), undefined)
    assert.equal(conditionOf(await read(cluster), 'Progressing')?.['reason'], 'NewReplicaSetAvailable')
  })
  return read(cluster)
}

test('a new deployment becomes a replica set and its pods, and says when it is available', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment())
  await cluster.eventually(async () => {
    assert.equal((await cluster.list(KINDS.pod)).length, 3)
    assert.equal(conditionOf(await read(cluster), 'Available')?.['reason'], 'MinimumReplicasUnavailable')
  })
  const done = await complete(cluster, 3)
  assert.equal(conditionOf(done, 'Available')?.['status'], 'True')
  assert.equal(done.metadata.annotations?.['deployment.kubernetes.io/revision'], '1')
  const [replicaSet] = await cluster.list(KINDS.replicaSet)
  const hash = replicaSet?.metadata.labels?.['pod-template-hash']
  assert.equal(replicaSet?.metadata.name, `web-${hash}`)
  assert.equal(objectIn(objectIn(replicaSet?.['spec'], 'selector'), 'matchLabels')['pod-template-hash'], hash)
  for (const pod of await cluster.list(KINDS.pod)) assert.equal(pod.metadata.labels?.['pod-template-hash'], hash)
})

const image = (name: string) => ({ spec: { template: { spec: { containers: [{ name: 'web', image: name }] } } } })

async function change(cluster: ControlledCluster, body: Record<string, unknown>): Promise<void> {
  await cluster.client.patch(KINDS.deployment, named, { type: 'strategic', body: body as never })
}

async function replicaSetByRevision(cluster: ControlledCluster, revision: number): Promise<KubeObject | undefined> {
  const all = await cluster.list(KINDS.replicaSet)
  return all.find(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'] === String(revision))
}

async function scalingEvents(cluster: ControlledCluster): Promise<string[]> {
  const events = await cluster.list(KINDS.event, 'default')
  return events.filter((event) => event['reason'] === 'ScalingReplicaSet').map((event) => String(event['message']))
}

const ROLLING_CASES = [
  { maxSurge: 1, maxUnavailable: 0, most: 4, fewestReady: 3 },
  { maxSurge: 0, maxUnavailable: 1, most: 3, fewestReady: 2 },
  { maxSurge: '100%', maxUnavailable: '0%', most: 6, fewestReady: 3 },
  { maxSurge: '34%', maxUnavailable: '34%', most: 5, fewestReady: 2 },
  { maxSurge: 0, maxUnavailable: '10%', most: 3, fewestReady: 2 },
]

for (const { maxSurge, maxUnavailable, most, fewestReady } of ROLLING_CASES) {
  test(`a rolling update with surge ${maxSurge} and ${maxUnavailable} unavailable keeps to both all the way`, async () => {
    await using cluster = await controlledCluster()
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }
    await cluster.client.create(KINDS.deployment, deployment({ strategy }))
    await complete(cluster, 3)
    let seenMost = 0
    let seenFewestReady = Number.POSITIVE_INFINITY
    const { resourceVersion } = await cluster.client.list(KINDS.pod)
    const pods = new Map((await cluster.list(KINDS.pod)).map((pod) => [pod.metadata.uid, pod]))
    const subscription = await cluster.client.watch(
      KINDS.pod,
      { resourceVersion },
      {
        onEvent({ type, object }) {
          if (type === 'DELETED') pods.delete(object.metadata.uid)
          else pods.set(object.metadata.uid, object)
          const ready = [...pods.values()].filter((pod) => conditionOf(pod, 'Ready')?.['status'] === 'True')
          seenMost = Math.max(seenMost, pods.size)
          seenFewestReady = Math.min(seenFewestReady, ready.length)
        },
        onEnd() {},
      },
    )
    await change(cluster, image('web:2'))
    await complete(cluster, 3)
    subscription.close()
    assert.ok(seenMost <= most, `${seenMost} pods at once`)
    assert.ok(seenFewestReady >= fewestReady, `${seenFewestReady} ready at the least`)
    const images = (await cluster.list(KINDS.pod)).map(
      (pod) => (pod['spec'] as { containers: { image: string }[] }).containers[0]?.image,
    )
    assert.deepEqual(images, ['web:2', 'web:2', 'web:2'])
  })
}

test('going back to an old template re-uses its replica set under a new revision', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment())
  await complete(cluster, 3)
  const first = await replicaSetByRevision(cluster, 1)
  await change(cluster, image('web:2'))
  await complete(cluster, 3)
  await change(cluster, image('web:1'))
  const done = await complete(cluster, 3)
  assert.equal(done.metadata.annotations?.['deployment.kubernetes.io/revision'], '3')
  const third = await replicaSetByRevision(cluster, 3)
  assert.equal(third?.metadata.uid, first?.metadata.uid)
  assert.equal(third?.metadata.annotations?.['deployment.kubernetes.io/revision-history'], '1')
  assert.equal((await cluster.list(KINDS.replicaSet)).length, 2)
  const told = await scalingEvents(cluster)
  assert.ok(told.includes(`Scaled up replica set ${first?.metadata.name} from 0 to 3`), told.join('\n'))
  assert.ok(told.includes(`Scaled down replica set ${first?.metadata.name} from 1 to 0`), told.join('\n'))
})

test('old replica sets beyond revisionHistoryLimit go, oldest first', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment({ replicas: 1, revisionHistoryLimit: 1 }))
  for (const name of ['web:2', 'web:3', 'web:4']) {
    await complete(cluster, 1)
    await change(cluster, image(name))
  }
  await complete(cluster, 1)
  await cluster.eventually(async () => {
    const revisions = (await cluster.list(KINDS.replicaSet)).map(
      ({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'],
    )
    assert.deepEqual(revisions.sort(), ['3', '4'])
  })
})

test('Recreate starts nothing new before the last old pod is gone', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment({ strategy: { type: 'Recreate' } }))
  await complete(cluster, 3)
  // Bound pods are given their grace period: they linger until their kubelet lets them go.
  for (const { metadata } of await cluster.list(KINDS.pod)) {
    const binding = { metadata: { name: metadata.name, namespace: 'default' }, target: { kind: 'Node', name: 'node' } }
    await cluster.client.create(KINDS.pod, binding, { subresource: 'binding' })
  }
  await change(cluster, image('web:2'))
  await cluster.eventually(async () => {
    const pods = await cluster.list(KINDS.pod)
    assert.ok(pods.every(({ metadata }) => metadata.deletionTimestamp !== undefined))
  })
  await cluster.settle()
  assert.equal((await cluster.list(KINDS.pod)).length, 3)
  assert.equal((await cluster.list(KINDS.replicaSet)).length, 1)
  for (const { metadata } of await cluster.list(KINDS.pod)) {
    await cluster.client.delete(KINDS.pod, { name: metadata.name, namespace: 'default' }, { gracePeriodSeconds: 0 })
  }
  await complete(cluster, 3)
  assert.equal((await cluster.list(KINDS.replicaSet)).length, 2)
})

test('scaling is not a rollout: the same replica set, no new revision', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment())
  await complete(cluster, 3)
  await cluster.client.patch(
    KINDS.deployment,
    named,
    { type: 'merge', body: { spec: { replicas: 5 } } },
    { subresource: 'scale' },
  )
  await complete(cluster, 5)
  await change(cluster, { spec: { replicas: 0 } })
  const done = await complete(cluster, 0)
  assert.equal(done.metadata.annotations?.['deployment.kubernetes.io/revision'], '1')
  assert.equal((await cluster.list(KINDS.replicaSet)).length, 1)
})

test('in the middle of a rollout a new size is shared out in proportion', async () => {
  await using cluster = await controlledCluster()
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } }
  await cluster.client.create(KINDS.deployment, deployment({ replicas: 10, strategy }))
  await complete(cluster, 10)
  await change(cluster, image('no-such-image'))
  const sizes = async () => {
    const all = await cluster.list(KINDS.replicaSet)
    return all.map(({ spec }) => numberIn(spec, 'replicas') ?? 0).sort((left, right) => right - left)
  }
  await cluster.eventually(async () => assert.deepEqual(await sizes(), [8, 5]))
  await change(cluster, { spec: { replicas: 15 } })
  await cluster.eventually(async () => assert.deepEqual(await sizes(), [11, 7]))
})

test('a paused deployment scales but does not roll out, until it is resumed', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment())
  await complete(cluster, 3)
  await change(cluster, { spec: { paused: true, replicas: 4, ...image('web:2').spec } })
  await cluster.eventually(async () => {
    assert.equal((await cluster.list(KINDS.pod)).length, 4)
    assert.equal(conditionOf(await read(cluster), 'Progressing')?.['reason'], 'DeploymentPaused')
  })
  await cluster.settle()
  assert.equal((await cluster.list(KINDS.replicaSet)).length, 1)
  await change(cluster, { spec: { paused: false } })
  await complete(cluster, 4)
  assert.equal((await cluster.list(KINDS.replicaSet)).length, 2)
})

test('a rollout that makes no progress exceeds its deadline, and recovers when pods come', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment({ progressDeadlineSeconds: 60 }))
  await cluster.eventually(async () => assert.equal((await cluster.list(KINDS.pod)).length, 3))
  await cluster.settle()
  cluster.advance(59_000)
  await cluster.settle()
  assert.equal(conditionOf(await read(cluster), 'Progressing')?.['status'], 'True')
  cluster.advance(2_000)
  await cluster.eventually(async () => {
    const condition = conditionOf(await read(cluster), 'Progressing')
    assert.equal(condition?.['reason'], 'ProgressDeadlineExceeded')
    assert.equal(condition?.['status'], 'False')
    assert.match(String(condition?.['message']), /^ReplicaSet "web-[a-z0-9]+" has timed out progressing\.$/)
  })
  await complete(cluster, 3)
})

test('a deployment made by hand of an existing replica set adopts it', async () => {
  await using cluster = await controlledCluster()
  const spec = deployment().spec
  await cluster.client.create(KINDS.replicaSet, { metadata: { name: 'web-old', namespace: 'default', labels }, spec })
  await cluster.eventually(async () => assert.equal((await cluster.list(KINDS.pod)).length, 3))
  const before = (await cluster.list(KINDS.pod)).map(({ metadata }) => metadata.uid).sort()
  await cluster.client.create(KINDS.deployment, deployment())
  await complete(cluster, 3)
  assert.deepEqual((await cluster.list(KINDS.pod)).map(({ metadata }) => metadata.uid).sort(), before)
})

test('controllers that start again finish what was begun and do nothing twice', async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment())
  await cluster.eventually(async () => assert.ok((await cluster.list(KINDS.pod)).length > 0))
  cluster.stop()
  await cluster.settle()
  await change(cluster, image('web:2'))
  await cluster.start()
  await complete(cluster, 3)
  await cluster.settle()
  assert.equal((await cluster.list(KINDS.pod)).length, 3)
  assert.equal((await cluster.list(KINDS.replicaSet)).length, 2)
})

test("if somebody else's replica set has the name, another is found", async () => {
  await using cluster = await controlledCluster()
  await cluster.client.create(KINDS.deployment, deployment({ replicas: 1 }))
  await complete(cluster, 1)
  const [first] = await cluster.list(KINDS.replicaSet)
  await cluster.client.delete(KINDS.deployment, named, { propagationPolicy: 'Background' })
  await cluster.eventually(async () => assert.deepEqual(await cluster.list(KINDS.replicaSet), []))
  const strange = { app: 'strange' }
  await cluster.client.create(KINDS.replicaSet, {
    metadata: { name: first?.metadata.name ?? '', namespace: 'default' },
    spec: {
      replicas: 0,
      selector: { matchLabels: strange },
      template: { metadata: { labels: strange }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  })
  await cluster.client.create(KINDS.deployment, deployment({ replicas: 1 }))
  await cluster.eventually(async () => {
    cluster.advance(100)
    assert.equal(numberIn((await read(cluster))['status'], 'collisionCount'), 1)
    assert.equal((await cluster.list(KINDS.replicaSet)).length, 2)
  })
  await complete(cluster, 1)
})

test('rolling updates keep to their limits and come to an end, whatever becomes ready when', async () => {
  await using cluster = await controlledCluster()
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: 1 } }
  await cluster.client.create(KINDS.deployment, deployment({ replicas: 5, strategy }))
  await complete(cluster, 5)
  let seed = 7
  const chance = (one: number): boolean => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return (seed >> 8) % one === 0
  }
  for (let step = 0; step < 60; step++) {
    if (chance(6)) await change(cluster, image(`web:${step % 4}`))
    await cluster.runPods({ only: () => chance(3) })
    await cluster.settle()
    const live = (await cluster.list(KINDS.pod)).filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    const ready = live.filter((pod) => conditionOf(pod, 'Ready')?.['status'] === 'True')
    assert.ok(live.length <= 7, `${live.length} pods in step ${step}`)
    assert.ok(ready.length >= 4, `${ready.length} ready in step ${step}`)
  }
  await complete(cluster, 5)
  const sizes = (await cluster.list(KINDS.replicaSet)).map(({ spec }) => numberIn(spec, 'replicas')).filter((size) => size !== 0)
  assert.deepEqual(sizes, [5])
})
