import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { client } from '../ssm/fakes/call.ts'
import type { ClusterDescription } from './cluster.ts'
import { createEks } from './eks.ts'

const ARN = 'arn:aws:eks:us-east-1:123456789012:cluster/temp-cluster'
const cluster = (name: string, overrides: Partial<ClusterDescription> = {}): ClusterDescription => ({
  name,
  accountId: '123456789012',
  region: 'us-east-1',
  endpoint: 'https://localhost:6443',
  issuerUrl: 'https://localhost:6443/id/0123456789ABCDEF0123456789ABCDEF',
  certificateAuthorityPem: 'PEM',
  version: '1.34',
  createdAt: 1_700_000_000_000,
  ...overrides,
})

async function eks(clusters: readonly ClusterDescription[] = [cluster('temp-cluster')]) {
  const service = createEks({ clusters: () => clusters, store: await openSqliteStore({ path: ':memory:' }) })
  return { service, ...client(service) }
}

test('a cluster is described with its issuer, its endpoint and its certificate authority', async () => {
  const { run } = await eks()
  const described = (await run('DescribeCluster', { name: 'temp-cluster' })).cluster
  assert.equal(described.arn, ARN)
  assert.equal(described.identity.oidc.issuer, 'https://localhost:6443/id/0123456789ABCDEF0123456789ABCDEF')
  assert.equal(described.endpoint, 'https://localhost:6443')
  assert.deepEqual(described.certificateAuthority, { data: 'UEVN' })
  assert.equal(described.status, 'ACTIVE')
  assert.deepEqual(described.createdAt, new Date(1_700_000_000_000))
})

test('a cluster that is not there, or is of another account or region, is not found', async () => {
  const { run } = await eks([cluster('a', { region: 'eu-west-1' }), cluster('b', { accountId: '210987654321' })])
  for (const name of ['a', 'b', 'c']) {
    await assert.rejects(run('DescribeCluster', { name }), {
      code: 'ResourceNotFoundException',
      status: 404,
      message: `No cluster found for name: ${name}.`,
    })
  }
  assert.deepEqual(await run('ListClusters'), { clusters: [], nextToken: undefined })
})

test('clusters come in pages, in the order of their names', async () => {
  const { run } = await eks(['c', 'a', 'b'].map((name) => cluster(name)))
  const first = await run('ListClusters', { maxResults: 2 })
  assert.deepEqual(first.clusters, ['a', 'b'])
  assert.deepEqual(await run('ListClusters', { nextToken: first.nextToken }), { clusters: ['c'], nextToken: undefined })
  await assert.rejects(run('ListClusters', { nextToken: '%' }), { code: 'InvalidParameterException' })
})

test('tags are kept, shown and taken away', async () => {
  const { run } = await eks()
  await run('TagResource', { resourceArn: ARN, tags: { team: 'blue', env: 'dev' } })
  await run('UntagResource', { resourceArn: ARN, tagKeys: ['env'] })
  assert.deepEqual(await run('ListTagsForResource', { resourceArn: ARN }), { tags: { team: 'blue' } })
  assert.deepEqual((await run('DescribeCluster', { name: 'temp-cluster' })).cluster.tags, { team: 'blue' })
  const missing = ARN.replace('temp-cluster', 'none')
  await assert.rejects(run('ListTagsForResource', { resourceArn: missing }), { code: 'NotFoundException', status: 404 })
  await assert.rejects(run('ListTagsForResource', { resourceArn: 'arn:aws:s3:::x' }), { code: 'BadRequestException' })
  await assert.rejects(run('TagResource', { resourceArn: ARN, tags: { 'aws:x': '' } }), { code: 'BadRequestException' })
})

test('permissions name the cluster with its tags', async () => {
  const { run, permissions } = await eks()
  await run('TagResource', { resourceArn: ARN, tags: { Team: 'blue' } })
  assert.deepEqual(await permissions('DescribeCluster', { name: 'temp-cluster' }), [
    { action: 'eks:DescribeCluster', resource: ARN, context: { 'aws:resourcetag/team': 'blue' } },
  ])
  const [list] = await permissions('ListClusters')
  assert.equal(list?.resource, 'arn:aws:eks:us-east-1:123456789012:cluster/*')
})

test('every operation of the service has a route of its own, built or not', async () => {
  const { service } = await eks()
  const names = service.operations.map((operation) => operation.name)
  assert.deepEqual(Object.keys(service.routes ?? {}).sort(), [...names, ...service.notBuilt].sort())
  assert.equal(
    names.some((name) => service.notBuilt.includes(name)),
    false,
  )
  const places = Object.values(service.routes ?? {}).map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
  assert.equal(new Set(places).size, places.length)
})
