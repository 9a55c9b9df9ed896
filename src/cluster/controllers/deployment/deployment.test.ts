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
