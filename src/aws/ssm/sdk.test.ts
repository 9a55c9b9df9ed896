/** SSM, ECR and EKS behind the real gateway, as real AWS SDK clients see them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  PutImageCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr'
import {
  CreateClusterCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  EKSClient,
  ListClustersCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eks'
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { createEcr } from '../ecr/index.ts'
import { createEks } from '../eks/index.ts'
import { ACCOUNT, type FakeHouse, fakeHouse, REGION, ROOT, SESSION } from '../gateway/fakes/fake-house.ts'
import { countingRandom } from './fakes/call.ts'
import { createSsm } from './index.ts'

const KEY = new Uint8Array(32)
const CLUSTER = {
  name: 'temp-cluster',
  accountId: ACCOUNT,
  region: REGION,
  endpoint: 'https://localhost:6443',
  issuerUrl: 'https://localhost:6443/id/A',
  certificateAuthorityPem: 'PEM',
  version: '1.34',
  createdAt: 1_700_000_000_000,
}
let house: FakeHouse
before(async () => {
  const store = await openSqliteStore({ path: ':memory:' })
  const random = countingRandom()
  const services = [
    createSsm({ store, random, secureStringKey: KEY }),
    createEcr({ store, random, passwordKey: KEY }),
    createEks({ store, clusters: () => [CLUSTER] }),
  ]
  house = await fakeHouse({ services })
})
after(() => house.close())

const settings = (credentials: typeof ROOT = ROOT) => ({ endpoint: house.endpoint, region: REGION, credentials, maxAttempts: 1 })

test('SSM: put, get, list by path, describe', async () => {
  const ssm = new SSMClient(settings())
  const Name = '/my/parameter'
  await ssm.send(
    new PutParameterCommand({ Name, Value: 'Hola Mundo', Type: 'String', AllowedPattern: '', Tags: [{ Key: 'a', Value: '' }] }),
  )
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))
  assert.equal(Parameter?.Value, 'Hola Mundo')
  assert.ok(Parameter?.LastModifiedDate instanceof Date)
  assert.equal((await ssm.send(new GetParametersByPathCommand({ Path: '/my' }))).Parameters?.length, 1)
  const filter = { Key: 'Name', Option: 'Equals', Values: [Name] }
  assert.equal((await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }))).Parameters?.[0]?.Version, 1)
  await assert.rejects(ssm.send(new GetParameterCommand({ Name: '/none' })), { name: 'ParameterNotFound' })
  await assert.rejects(ssm.send(new PutParameterCommand({ Name, Value: 'x', Type: 'String' })), {
    name: 'ParameterAlreadyExists',
  })
  await assert.rejects(ssm.send(new SendCommandCommand({ DocumentName: 'x' })), { name: 'NotImplemented' })
})

test('SSM: a session without the permission is denied with the ARN', async () => {
  const ssm = new SSMClient(settings(SESSION))
  await assert.rejects(ssm.send(new GetParameterCommand({ Name: '/my/parameter' })), {
    name: 'AccessDeniedException',
    message: new RegExp(`on resource: arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/my/parameter because`),
  })
})

test('ECR: a repository, its policy and a password', async () => {
  const ecr = new ECRClient(settings())
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName: 'test-ecr' }))
  assert.ok(repository?.createdAt instanceof Date)
  assert.equal((await ecr.send(new DescribeRepositoriesCommand({}))).repositories?.length, 1)
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}))
  assert.match(Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString(), /^AWS:.{100,}$/)
  await assert.rejects(ecr.send(new CreateRepositoryCommand({ repositoryName: 'test-ecr' })), {
    name: 'RepositoryAlreadyExistsException',
  })
  await assert.rejects(ecr.send(new PutImageCommand({ repositoryName: 'test-ecr', imageManifest: '{}' })), {
    name: 'NotImplemented',
  })
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: 'ecr:DescribeRepositories' }]
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: 'test-ecr', policyText: JSON.stringify({ Statement }) }))
  await assert.rejects(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['test-ecr'] })), {
    name: 'AccessDeniedException',
  })
})

test('EKS: the cluster, its tags, and one that is not there', async () => {
  const eks = new EKSClient(settings())
  const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'temp-cluster' }))
  assert.equal(cluster?.identity?.oidc?.issuer, 'https://localhost:6443/id/A')
  assert.deepEqual(cluster?.createdAt, new Date(CLUSTER.createdAt))
  assert.deepEqual((await eks.send(new ListClustersCommand({ maxResults: 1 }))).clusters, ['temp-cluster'])
  const resourceArn = cluster?.arn ?? ''
  await eks.send(new TagResourceCommand({ resourceArn, tags: { a: '1', b: '2' } }))
  await eks.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))
  assert.deepEqual((await eks.send(new ListTagsForResourceCommand({ resourceArn }))).tags, { b: '2' })
  await assert.rejects(eks.send(new DescribeClusterCommand({ name: 'none' })), {
    name: 'ResourceNotFoundException',
    message: 'No cluster found for name: none.',
  })
  const input = { name: 'x', roleArn: 'arn:aws:iam::123456789012:role/x', resourcesVpcConfig: {} }
  await assert.rejects(eks.send(new CreateClusterCommand(input)), {
    name: 'NotImplemented',
    message: 'The operation CreateCluster of eks is not built here.',
  })
  const addon = { clusterName: 'temp-cluster', addonName: 'vpc-cni' }
  await assert.rejects(eks.send(new DescribeAddonCommand(addon)), {
    name: 'NotImplemented',
    message: 'The operation DescribeAddon of eks is not built here.',
  })
})
