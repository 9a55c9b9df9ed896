import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNT, allow, NOW, openWorld, policyArn, TRUST, type World } from '../fixtures/world.ts'
import { encodeDocument } from '../url-encoding.ts'

const PolicyArn = policyArn('m')
const AWS_ARN = 'arn:aws:iam::aws:policy/service-role/Reader'
const reader = {
  arn: AWS_ARN,
  name: 'Reader',
  path: '/service-role/',
  version: 'v4',
  createdAt: 1_000,
  updatedAt: 2_000,
  document: JSON.parse(allow('s3:Get*')),
}

const withPolicy = async (): Promise<World> => {
  const world = await openWorld({ loadManagedPolicies: async () => [reader] })
  await world.call('CreatePolicy', {
    PolicyName: 'm',
    PolicyDocument: allow('s3:Get*'),
    Description: 'reads',
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  return world
}
const versions = async (world: World, arn = PolicyArn) => {
  const { Versions } = await world.call('ListPolicyVersions', { PolicyArn: arn })
  return (Versions as { VersionId: string; IsDefaultVersion: boolean }[]).map(
    ({ VersionId, IsDefaultVersion }) => VersionId + (IsDefaultVersion ? '*' : ''),
  )
}

test('CreatePolicy answers what GetPolicy does, but for the description', async () => {
  const world = await openWorld()
  const { Policy } = await world.call('CreatePolicy', {
    PolicyName: 'm',
    Path: '/a/b/',
    PolicyDocument: allow('s3:Get*'),
    Description: 'reads',
  })
  const { PolicyId, ...rest } = Policy as { PolicyId: string }
  assert.match(PolicyId, /^ANPA[A-Z2-7]{17}$/)
  const common = {
    PolicyName: 'm',
    Arn: policyArn('a/b/m'),
    Path: '/a/b/',
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(NOW),
    UpdateDate: new Date(NOW),
  }
  assert.deepEqual(rest, common)
  assert.deepEqual(await world.call('GetPolicy', { PolicyArn: policyArn('a/b/m') }), {
    Policy: { ...common, PolicyId, Description: 'reads', Tags: [] },
  })
})

test('versions count up, are never used twice, and five are enough', async () => {
  const world = await withPolicy()
  const add = async (SetAsDefault?: boolean) => {
    const { PolicyVersion } = await world.call('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:*'), SetAsDefault })
    return PolicyVersion
  }
  assert.deepEqual(await add(), { VersionId: 'v2', IsDefaultVersion: false, CreateDate: new Date(NOW) })
  assert.deepEqual(await add(true), { VersionId: 'v3', IsDefaultVersion: true, CreateDate: new Date(NOW) })
  await add()
  await add()
  assert.deepEqual(await versions(world), ['v5', 'v4', 'v3*', 'v2', 'v1'])
  await assert.rejects(add(), {
    code: 'LimitExceeded',
    status: 409,
    message: 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  })
  await world.call('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' })
  await add()
  await world.call('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v1' })
  assert.deepEqual(await versions(world), ['v6', 'v4', 'v3', 'v2', 'v1*'])
  const { PolicyVersion } = await world.call('GetPolicyVersion', { PolicyArn, VersionId: 'v1' })
  assert.deepEqual(PolicyVersion, {
    Document: encodeDocument(allow('s3:Get*')),
    VersionId: 'v1',
    IsDefaultVersion: true,
    CreateDate: new Date(NOW),
  })
})

for (const [what, name, input, refusal] of [
  [
    'a second policy of a name, in another case and path',
    'CreatePolicy',
    { PolicyName: 'M', Path: '/x/', PolicyDocument: allow('s3:*') },
    ['EntityAlreadyExists', 409, 'A policy called M already exists. Duplicate names are not allowed.'],
  ],
  [
    'a document that is none',
    'CreatePolicy',
    { PolicyName: 'n', PolicyDocument: '{}' },
    ['MalformedPolicyDocument', 400, undefined],
  ],
  [
    'a document that names a principal',
    'CreatePolicyVersion',
    { PolicyArn, PolicyDocument: TRUST },
    ['MalformedPolicyDocument', 400, undefined],
  ],
  [
    'a document of the old version',
    'CreatePolicy',
    { PolicyName: 'n', PolicyDocument: allow('s3:*').replace('2012-10-17', '2008-10-17') },
    ['MalformedPolicyDocument', 400, 'Policy document must be version 2012-10-17 or greater.'],
  ],
  [
    'a document without a version',
    'CreatePolicyVersion',
    { PolicyArn, PolicyDocument: allow('s3:*').replace('"Version":"2012-10-17",', '') },
    ['MalformedPolicyDocument', 400, 'Policy document must be version 2012-10-17 or greater.'],
  ],
  [
    'a document above the quota',
    'CreatePolicy',
    { PolicyName: 'n', PolicyDocument: allow(`s3:${'a'.repeat(6_144)}`) },
    ['LimitExceeded', 409, 'Cannot exceed quota for PolicySize: 6144'],
  ],
  [
    'a policy that is not there',
    'GetPolicy',
    { PolicyArn: policyArn('none') },
    ['NoSuchEntity', 404, `Policy ${policyArn('none')} was not found.`],
  ],
  ['a policy under another path', 'GetPolicy', { PolicyArn: policyArn('x/m') }, ['NoSuchEntity', 404, undefined]],
  ["another account's", 'GetPolicy', { PolicyArn: 'arn:aws:iam::000000000000:policy/m' }, ['NoSuchEntity', 404, undefined]],
  [
    'one of AWS that is not there',
    'GetPolicy',
    { PolicyArn: 'arn:aws:iam::aws:policy/None' },
    ['NoSuchEntity', 404, 'Policy arn:aws:iam::aws:policy/None was not found.'],
  ],
  [
    'what is no ARN',
    'GetPolicy',
    { PolicyArn: 'no-arn-but-long-enough' },
    ['ValidationError', 400, 'Invalid ARN:  Could not be parsed!'],
  ],
  [
    'a version that is not there',
    'GetPolicyVersion',
    { PolicyArn, VersionId: 'v9' },
    ['NoSuchEntity', 404, `Policy ${PolicyArn} version v9 does not exist or is not attachable.`],
  ],
  ['making it the default', 'SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v9' }, ['NoSuchEntity', 404, undefined]],
  [
    'deleting the default version',
    'DeletePolicyVersion',
    { PolicyArn, VersionId: 'v1' },
    ['DeleteConflict', 409, 'Cannot delete the default version of a policy.'],
  ],
  ['a version of another form', 'GetPolicyVersion', { PolicyArn, VersionId: '1' }, ['ValidationError', 400, undefined]],
  [
    "a version of one of AWS's",
    'CreatePolicyVersion',
    { PolicyArn: AWS_ARN, PolicyDocument: allow('s3:*') },
    ['AccessDenied', 403, undefined],
  ],
  ["deleting one of AWS's", 'DeletePolicy', { PolicyArn: AWS_ARN }, ['AccessDenied', 403, undefined]],
] as const) {
  test(`refuses ${what} (${name})`, async () => {
    const world = await withPolicy()
    const [code, status, message] = refusal
    await assert.rejects(world.call(name, input), message === undefined ? { code, status } : { code, status, message })
  })
}

test('a policy of exactly the quota is kept', async () => {
  const world = await openWorld()
  const document = allow(`s3:${'a'.repeat(6_144 - allow('s3:').length)}`)
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: document })
})

test('a policy that somebody has, as permissions or as boundary, is not deleted, nor one with versions', async () => {
  const world = await withPolicy()
  const refused = (message: RegExp) =>
    assert.rejects(world.call('DeletePolicy', { PolicyArn }), { code: 'DeleteConflict', status: 409, message })
  await world.call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: PolicyArn })
  await world.call('CreateUser', { UserName: 'ann' })
  await world.call('AttachUserPolicy', { UserName: 'ann', PolicyArn })
  await refused(/^Cannot delete a policy attached to entities\.$/)
  await world.call('DetachUserPolicy', { UserName: 'ann', PolicyArn })
  await refused(/attached to entities/)
  await world.call('DeleteRolePermissionsBoundary', { RoleName: 'app' })
  await world.call('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:*') })
  await refused(/^This policy has more than one version\./)
  await world.call('DeletePolicyVersion', { PolicyArn, VersionId: 'v2' })
  await world.call('DeletePolicy', { PolicyArn })
  await assert.rejects(world.call('GetPolicy', { PolicyArn }), { code: 'NoSuchEntity' })
})

for (const arn of [PolicyArn, AWS_ARN]) {
  test(`counts and lists who has ${arn}`, async () => {
    const world = await withPolicy()
    await world.call('CreateRole', { RoleName: 'app', Path: '/x/', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: arn })
    await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: arn })
    await world.call('CreateUser', { UserName: 'ann' })
    await world.call('AttachUserPolicy', { UserName: 'ann', PolicyArn: arn })
    const { Policy } = await world.call('GetPolicy', { PolicyArn: arn })
    const { AttachmentCount, PermissionsBoundaryUsageCount } = Policy as Record<string, number>
    assert.deepEqual([AttachmentCount, PermissionsBoundaryUsageCount], [2, 1])

    for (const [filter, users, roles] of [
      [{}, ['ann'], ['app']],
      [{ EntityFilter: 'Role' }, [], ['app']],
      [{ EntityFilter: 'User' }, ['ann'], []],
      [{ EntityFilter: 'Group' }, [], []],
      [{ PathPrefix: '/x/' }, [], ['app']],
      [{ PolicyUsageFilter: 'PermissionsBoundary' }, [], ['app']],
      [{ PolicyUsageFilter: 'PermissionsPolicy' }, ['ann'], ['app']],
      [{ MaxItems: 1 }, [], ['app']],
    ] as const) {
      const { PolicyUsers, PolicyRoles, PolicyGroups } = await world.call('ListEntitiesForPolicy', { PolicyArn: arn, ...filter })
      const names = [PolicyUsers, PolicyRoles].map((list) =>
        (list as { UserName?: string; RoleName?: string }[]).map((entity) => entity.UserName ?? entity.RoleName),
      )
      assert.deepEqual(names, [users, roles], JSON.stringify(filter))
      assert.deepEqual(PolicyGroups, [])
    }
  })
}

test("AWS's own policies are read like others, in their default version", async () => {
  const world = await withPolicy()
  const { Policy } = await world.call('GetPolicy', { PolicyArn: AWS_ARN })
  assert.deepEqual(Policy, {
    PolicyName: 'Reader',
    Arn: AWS_ARN,
    Path: '/service-role/',
    DefaultVersionId: 'v4',
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(1_000),
    UpdateDate: new Date(2_000),
    Tags: [],
  })
  assert.deepEqual(await versions(world, AWS_ARN), ['v4*'])
  const { PolicyVersion } = await world.call('GetPolicyVersion', { PolicyArn: AWS_ARN, VersionId: 'v4' })
  assert.equal((PolicyVersion as { Document: string }).Document, encodeDocument(allow('s3:Get*')))
  assert.deepEqual(await world.call('ListPolicyTags', { PolicyArn: AWS_ARN }), { Tags: [], IsTruncated: false })
})

test('ListPolicies filters by scope, path, and use', async () => {
  const world = await withPolicy()
  await world.call('CreatePolicy', { PolicyName: 'b', Path: '/x/', PolicyDocument: allow('s3:*') })
  await world.call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: policyArn('x/b') })
  await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: AWS_ARN })
  for (const [input, expected] of [
    [{}, ['m', 'b', 'Reader']],
    [{ Scope: 'Local' }, ['m', 'b']],
    [{ Scope: 'AWS' }, ['Reader']],
    [{ PathPrefix: '/x/' }, ['b']],
    [{ OnlyAttached: true }, ['b', 'Reader']],
    [{ OnlyAttached: false }, ['m', 'b', 'Reader']],
    [{ PolicyUsageFilter: 'PermissionsBoundary' }, ['b']],
    [{ PolicyUsageFilter: 'PermissionsPolicy' }, ['Reader']],
  ] as const) {
    const { Policies } = await world.call('ListPolicies', input)
    const names = (Policies as { PolicyName: string }[]).map(({ PolicyName }) => PolicyName)
    assert.deepEqual(names, expected, JSON.stringify(input))
  }
  const { Marker } = await world.call('ListPolicies', { MaxItems: 2 })
  const { Policies } = await world.call('ListPolicies', { Marker })
  assert.deepEqual(
    (Policies as { PolicyName: string }[]).map(({ PolicyName }) => PolicyName),
    ['Reader'],
  )
})

test('tags of a policy', async () => {
  const world = await withPolicy()
  await world.call('TagPolicy', {
    PolicyArn,
    Tags: [
      { Key: 'A', Value: 'c' },
      { Key: 'd', Value: '' },
    ],
  })
  await world.call('UntagPolicy', { PolicyArn, TagKeys: ['D'] })
  assert.deepEqual(await world.call('ListPolicyTags', { PolicyArn }), { Tags: [{ Key: 'A', Value: 'c' }], IsTruncated: false })
})

test('another account may have a policy of the same name', async () => {
  const world = await withPolicy()
  const other = { accountId: '000000000000' }
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') }, other)
  await world.call('DeletePolicy', { PolicyArn }, { accountId: ACCOUNT })
  const { Policies } = await world.call('ListPolicies', { Scope: 'Local' }, other)
  assert.equal((Policies as unknown[]).length, 1)
})

test("a policy of a service-linked role is nobody else's", async () => {
  const arn = 'arn:aws:iam::aws:policy/aws-service-role/Support'
  const world = await openWorld({ loadManagedPolicies: async () => [{ ...reader, arn, path: '/aws-service-role/' }] })
  await world.call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST })
  await assert.rejects(world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: arn }), {
    code: 'PolicyNotAttachable',
    status: 400,
  })
})
