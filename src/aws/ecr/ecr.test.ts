import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealingKey } from '../../crypto/index.ts'
import { decide } from '../../policy/index.ts'
import { openSqliteStore } from '../../storage/sqlite/index.ts'
import { client, countingRandom, fakeCall } from '../ssm/fakes/call.ts'
import { openPassword } from './authorization-token.ts'
import { createEcr } from './ecr.ts'
import type { RegistryHost } from './repository.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index)
const ARN = 'arn:aws:ecr:us-east-1:123456789012:repository/test-ecr'
const repositoryName = 'test-ecr'
const LIFECYCLE = {
  rules: [
    {
      rulePriority: 1,
      description: 'keep last 10 images',
      selection: { tagStatus: 'tagged', tagPrefixList: ['v'], countType: 'imageCountMoreThan', countNumber: 10 },
      action: { type: 'expire' },
    },
  ],
}

async function ecr(registryHost?: RegistryHost) {
  const store = await openSqliteStore({ path: ':memory:' })
  const options = { store, random: countingRandom(), passwordKey: KEY }
  const service = createEcr(registryHost === undefined ? options : { ...options, registryHost })
  return { service, ...client(service) }
}

test('a repository is made, described and deleted as Terraform does it', async () => {
  const { run } = await ecr()
  const { repository } = await run('CreateRepository', { repositoryName, tags: [{ Key: 'a', Value: '1' }] })
  assert.deepEqual(repository, {
    repositoryArn: ARN,
    registryId: '123456789012',
    repositoryName,
    repositoryUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/test-ecr',
    createdAt: new Date(Date.UTC(2026, 10, 21)),
    imageTagMutability: 'MUTABLE',
    imageTagMutabilityExclusionFilters: undefined,
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256', kmsKey: undefined },
  })
  assert.deepEqual(await run('DescribeRepositories', { repositoryNames: [repositoryName] }), { repositories: [repository] })
  await run('TagResource', { resourceArn: ARN, tags: [{ Key: 'b', Value: '2' }] })
  await run('UntagResource', { resourceArn: ARN, tagKeys: ['a'] })
  assert.deepEqual(await run('ListTagsForResource', { resourceArn: ARN }), { tags: [{ Key: 'b', Value: '2' }] })
  await run('PutImageScanningConfiguration', { repositoryName, imageScanningConfiguration: { scanOnPush: true } })
  await run('PutImageTagMutability', { repositoryName, imageTagMutability: 'IMMUTABLE' })
  const [changed] = (await run('DescribeRepositories')).repositories
  assert.deepEqual([changed.imageTagMutability, changed.imageScanningConfiguration], ['IMMUTABLE', { scanOnPush: true }])
  await run('DeleteRepository', { repositoryName, force: true })
  await assert.rejects(run('DescribeRepositories', { repositoryNames: [repositoryName] }), {
    code: 'RepositoryNotFoundException',
    message: "The repository with name 'test-ecr' does not exist in the registry with id '123456789012'",
  })
})

test('the registry may live on a host of its own', async () => {
  const { run } = await ecr((accountId, region) => `localhost:5000/${accountId}/${region}`)
  const { repository } = await run('CreateRepository', { repositoryName })
  assert.equal(repository.repositoryUri, 'localhost:5000/123456789012/us-east-1/test-ecr')
})

test('a lifecycle policy is kept as it came, until it is deleted', async () => {
  const { run } = await ecr()
  await run('CreateRepository', { repositoryName })
  await assert.rejects(run('GetLifecyclePolicy', { repositoryName }), { code: 'LifecyclePolicyNotFoundException' })
  const lifecyclePolicyText = JSON.stringify(LIFECYCLE)
  const kept = { registryId: '123456789012', repositoryName, lifecyclePolicyText }
  assert.deepEqual(await run('PutLifecyclePolicy', { repositoryName, lifecyclePolicyText }), kept)
  assert.deepEqual(await run('GetLifecyclePolicy', { repositoryName }), kept)
  assert.deepEqual(await run('DeleteLifecyclePolicy', { repositoryName }), kept)
  await assert.rejects(run('DeleteLifecyclePolicy', { repositoryName }), { code: 'LifecyclePolicyNotFoundException' })
})

test('a lifecycle policy that ECR would refuse is refused', async () => {
  const { run } = await ecr()
  await run('CreateRepository', { repositoryName })
  const [rule] = LIFECYCLE.rules
  const selection = rule!.selection
  const any = { ...rule, selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 } }
  const cases: [unknown, RegExp][] = [
    ['not json', /not JSON/],
    [{}, /"rules"/],
    [{ rules: [] }, /between 1 and 50/],
    [{ rules: [null] }, /rule 1: a rule must be an object/],
    [{ rules: [{ ...rule, rulePriority: 0 }] }, /rulePriority/],
    [{ rules: [rule, rule] }, /unique/],
    [{ rules: [{ ...rule, color: 'red' }] }, /color/],
    [{ rules: [{ ...rule, action: { type: 'keep' } }] }, /expire/],
    [{ rules: [{ ...rule, selection: { ...selection, tagPatternList: ['v*'] } }] }, /either/],
    [{ rules: [{ ...rule, selection: { ...selection, tagStatus: 'untagged' } }] }, /not allowed/],
    [{ rules: [{ ...rule, selection: { ...selection, countUnit: 'days' } }] }, /countUnit/],
    [{ rules: [{ ...rule, selection: { ...selection, countType: 'sinceImagePushed' } }] }, /days/],
    [{ rules: [any, { ...rule, rulePriority: 2 }] }, /highest/],
  ]
  for (const [policy, message] of cases) {
    const lifecyclePolicyText = typeof policy === 'string' ? policy : JSON.stringify(policy)
    const refusal = { code: 'InvalidParameterException', message }
    await assert.rejects(run('PutLifecyclePolicy', { repositoryName, lifecyclePolicyText }), refusal, lifecyclePolicyText)
  }
})

test('a repository policy takes part in the decision about its repository', async () => {
  const { run, permissions } = await ecr()
  await run('CreateRepository', { repositoryName })
  await assert.rejects(run('GetRepositoryPolicy', { repositoryName }), { code: 'RepositoryPolicyNotFoundException' })
  const policyText = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'pull', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::210987654321:root' }, Action: ['ecr:DescribeImages'] },
      { Effect: 'Deny', Principal: '*', Action: 'ecr:DeleteRepository' },
    ],
  })
  await run('SetRepositoryPolicy', { repositoryName, policyText })
  assert.equal((await run('GetRepositoryPolicy', { repositoryName })).policyText, policyText)
  const [permission] = await permissions('DeleteRepository', { repositoryName })
  const request = {
    principal: fakeCall().caller.principal,
    action: permission!.action,
    resource: permission!.resource,
    context: {},
  }
  assert.equal(decide(request, { resource: permission!.resourcePolicies! }), 'explicit-deny')
  await run('DeleteRepositoryPolicy', { repositoryName })
  assert.equal((await permissions('DeleteRepository', { repositoryName }))[0]?.resourcePolicies, undefined)
})

test('a repository policy that is not one is refused', async () => {
  const { run } = await ecr()
  await run('CreateRepository', { repositoryName })
  const statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:*' }
  const policies = [
    'x',
    [],
    { Statement: [{ ...statement, Resource: '*' }] },
    { Statement: [{ ...statement, NotResource: '*' }] },
    { Statement: [{ Effect: 'Allow' }] },
    { Statement: [] },
    { Statement: [7] },
  ].map((each) => JSON.stringify(each))
  // Which of two keys of one name counts is nobody's to guess.
  policies.push(JSON.stringify({ Statement: statement }).replace('"Effect"', '"Effect":"Deny","Effect"'), '{')
  for (const policyText of policies) {
    await assert.rejects(run('SetRepositoryPolicy', { repositoryName, policyText }), {
      code: 'InvalidParameterException',
      message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
    })
  }
})

test('the password of docker login says who logged in, for twelve hours', async () => {
  const { run, permissions } = await ecr()
  assert.deepEqual(await permissions('GetAuthorizationToken'), [{ action: 'ecr:GetAuthorizationToken', resource: '*' }])
  const [data] = (await run('GetAuthorizationToken')).authorizationData
  assert.equal(data.proxyEndpoint, 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com')
  const [user, password] = Buffer.from(data.authorizationToken, 'base64').toString().split(':')
  assert.equal(user, 'AWS')
  const { now, caller } = fakeCall()
  const key = sealingKey(KEY)
  const twelveHours = 12 * 3_600_000
  assert.equal(data.expiresAt.getTime(), now + twelveHours)
  assert.deepEqual(openPassword(key, password!, now), { ok: true, value: { caller, expiresAt: now + twelveHours } })
  assert.deepEqual(openPassword(key, password!, now + twelveHours), { ok: false, problem: 'expired' })
  const forged = `${password!.slice(0, 40)}${password![40] === 'A' ? 'B' : 'A'}${password!.slice(41)}`
  for (const wrong of [forged, '', 'x', 'A'.repeat(20_000)]) {
    assert.deepEqual(openPassword(key, wrong, now), { ok: false, problem: 'invalid' })
  }
})

test('there are no images, and asking for one says so', async () => {
  const { run } = await ecr()
  await run('CreateRepository', { repositoryName })
  assert.deepEqual(await run('ListImages', { repositoryName }), { imageIds: [] })
  assert.deepEqual(await run('DescribeImages', { repositoryName }), { imageDetails: [] })
  await assert.rejects(run('DescribeImages', { repositoryName, imageIds: [{ imageTag: 'v1' }] }), {
    code: 'ImageNotFoundException',
  })
  const { failures } = await run('BatchGetImage', { repositoryName, imageIds: [{ imageTag: 'v1' }, {}] })
  assert.deepEqual(
    failures.map((each: { failureCode: string }) => each.failureCode),
    ['ImageNotFound', 'MissingDigestAndTag'],
  )
})

test('repositories come in pages, in the order of their names', async () => {
  const { run } = await ecr()
  for (const name of ['b1', 'a1', 'c1/x']) await run('CreateRepository', { repositoryName: name })
  const first = await run('DescribeRepositories', { maxResults: 2 })
  const second = await run('DescribeRepositories', { maxResults: 2, nextToken: first.nextToken })
  const names = [first, second].map((page) => page.repositories.map((each: { repositoryName: string }) => each.repositoryName))
  assert.deepEqual(names, [['a1', 'b1'], ['c1/x']])
  assert.equal(second.nextToken, undefined)
  await assert.rejects(run('DescribeRepositories', { nextToken: 'made-up' }), { code: 'InvalidParameterException' })
})

test('what cannot be is refused by name', async () => {
  const { run } = await ecr()
  await run('CreateRepository', { repositoryName })
  const cases: [string, Record<string, unknown>, string, RegExp][] = [
    ['CreateRepository', { repositoryName }, 'RepositoryAlreadyExistsException', /already exists/],
    ['CreateRepository', { repositoryName: 'Upper' }, 'InvalidParameterException', /'repositoryName'/],
    ['CreateRepository', { repositoryName: 'a' }, 'InvalidParameterException', /length/],
    ['CreateRepository', { repositoryName: 'xx', registryId: 'me' }, 'InvalidParameterException', /'registryId'/],
    [
      'CreateRepository',
      { repositoryName: 'xx', encryptionConfiguration: { encryptionType: 'AES256', kmsKey: 'k' } },
      'InvalidParameterException',
      /kmsKey/,
    ],
    [
      'PutImageTagMutability',
      { repositoryName, imageTagMutability: 'MUTABLE_WITH_EXCLUSION' },
      'InvalidParameterException',
      /Exclusion/,
    ],
    ['TagResource', { resourceArn: 'arn:aws:s3:::x', tags: [] }, 'InvalidParameterException', /Invalid ARN/],
    ['TagResource', { resourceArn: ARN.replace('aws', 'aws-cn'), tags: [] }, 'InvalidParameterException', /Invalid ARN/],
    ['TagResource', { resourceArn: ARN, tags: [{ Key: 'aws:x', Value: '' }] }, 'InvalidTagParameterException', /aws:/],
    ['DescribeRepositories', { repositoryNames: ['none'] }, 'RepositoryNotFoundException', /none/],
    ['DescribeRepositories', { repositoryNames: ['none'], maxResults: 1 }, 'InvalidParameterException', /maxResults/],
  ]
  for (const [name, input, code, message] of cases) {
    await assert.rejects(run(name, input), { code, message, status: 400 }, JSON.stringify(input))
  }
})

test('permissions name the repository, or all of them', async () => {
  const { permissions } = await ecr()
  const resources = async (name: string, input: Record<string, unknown>) =>
    (await permissions(name, input)).map((permission) => `${permission.action} ${permission.resource}`)
  assert.deepEqual(await resources('DescribeRepositories', {}), [
    'ecr:DescribeRepositories arn:aws:ecr:us-east-1:123456789012:repository/*',
  ])
  assert.deepEqual(await resources('CreateRepository', { repositoryName, tags: [{ Key: 'a', Value: 'b' }] }), [
    `ecr:CreateRepository ${ARN}`,
    `ecr:TagResource ${ARN}`,
  ])
  const [elsewhere] = await permissions('ListImages', { repositoryName, registryId: '210987654321' })
  assert.equal(elsewhere?.resourceAccountId, '210987654321')
})
