import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Output } from '../../operation/index.ts'
import { ACCOUNT, allow, openWorld, policyArn, TRUST, type World } from '../fixtures/world.ts'
import { encodeDocument } from '../url-encoding.ts'

const READ = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const record = { path: '/', version: 'v7', createdAt: 0, updatedAt: 0, document: JSON.parse(allow('ssm:Get*')) }
const loadManagedPolicies = async () => [
  { ...record, arn: READ, name: 'ReadOnlyAccess' },
  { ...record, arn: 'arn:aws:iam::aws:policy/Unused', name: 'Unused' },
]

/** One of everything. */
const openAccount = async (): Promise<World> => {
  const world = await openWorld({ loadManagedPolicies })
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*'), Description: 'mine' })
  await world.call('CreateUser', { UserName: 'ann', Tags: [{ Key: 'a', Value: 'b' }], PermissionsBoundary: policyArn('m') })
  await world.call('CreateGroup', { GroupName: 'dev' })
  await world.call('AddUserToGroup', { GroupName: 'dev', UserName: 'ann' })
  await world.call('PutGroupPolicy', { GroupName: 'dev', PolicyName: 'p', PolicyDocument: allow('s3:*') })
  await world.call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST, Description: 'd' })
  await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: READ })
  await world.call('CreateInstanceProfile', { InstanceProfileName: 'nodes' })
  await world.call('AddRoleToInstanceProfile', { InstanceProfileName: 'nodes', RoleName: 'app' })
  return world
}
const first = (output: Output, list: string) => (output[list] as Output[])[0] ?? {}

test('the authorization details of an account hang together', async () => {
  const details = await (await openAccount()).call('GetAccountAuthorizationDetails')
  const user = first(details, 'UserDetailList')
  assert.deepEqual(
    [user['GroupList'], user['Tags'], user['PermissionsBoundary']],
    [['dev'], [{ Key: 'a', Value: 'b' }], { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: policyArn('m') }],
  )
  assert.deepEqual(first(details, 'GroupDetailList')['GroupPolicyList'], [
    { PolicyName: 'p', PolicyDocument: encodeDocument(allow('s3:*')) },
  ])
  const role = first(details, 'RoleDetailList')
  assert.equal(role['AssumeRolePolicyDocument'], encodeDocument(TRUST))
  assert.deepEqual(role['AttachedManagedPolicies'], [{ PolicyName: 'ReadOnlyAccess', PolicyArn: READ }])
  assert.equal(first(role, 'InstanceProfileList')['InstanceProfileName'], 'nodes')
  assert.equal('Description' in role, false)
  const policies = details['Policies'] as Output[]
  assert.deepEqual(
    policies.map((policy) => [policy['Arn'], policy['AttachmentCount'], first(policy, 'PolicyVersionList')['VersionId']]),
    [
      [policyArn('m'), 0, 'v1'],
      [READ, 1, 'v7'],
    ],
  )
  assert.equal(first(policies[0] ?? {}, 'PolicyVersionList')['Document'], encodeDocument(allow('s3:*')))
  assert.equal(details['IsTruncated'], false)
})

for (const [Filter, list] of [
  ['User', 'UserDetailList'],
  ['Group', 'GroupDetailList'],
  ['Role', 'RoleDetailList'],
  ['LocalManagedPolicy', 'Policies'],
  ['AWSManagedPolicy', 'Policies'],
] as const) {
  test(`the filter ${Filter} leaves ${list} only`, async () => {
    const details = await (await openAccount()).call('GetAccountAuthorizationDetails', { Filter: [Filter] })
    const filled = Object.keys(details).filter((name) => Array.isArray(details[name]) && (details[name] as []).length > 0)
    assert.deepEqual(filled, [list])
    assert.equal((details[list] as []).length, 1)
  })
}

test('the details come in pages that neither repeat nor skip anything', async () => {
  const world = await openAccount()
  const arns: unknown[] = []
  let Marker: unknown
  do {
    const page = await world.call('GetAccountAuthorizationDetails', {
      MaxItems: 2,
      ...(Marker === undefined ? {} : { Marker }),
    })
    const lists = ['UserDetailList', 'RoleDetailList', 'GroupDetailList', 'Policies']
    arns.push(...lists.flatMap((list) => (page[list] as Output[]).map((one) => one['Arn'])))
    Marker = page['Marker']
  } while (Marker !== undefined)
  assert.deepEqual(arns, [
    `arn:aws:iam::${ACCOUNT}:user/ann`,
    `arn:aws:iam::${ACCOUNT}:role/app`,
    `arn:aws:iam::${ACCOUNT}:group/dev`,
    policyArn('m'),
    READ,
  ])
})

test('the summary counts what is there and knows the quotas', async () => {
  const { SummaryMap } = await (await openAccount()).call('GetAccountSummary')
  const summary = SummaryMap as ReadonlyMap<string, number>
  for (const [key, value] of [
    ['Users', 1],
    ['Groups', 1],
    ['Roles', 1],
    ['Policies', 1],
    ['PolicyVersionsInUse', 1],
    ['InstanceProfiles', 1],
    ['Providers', 0],
    ['GroupsQuota', 300],
    ['AttachedPoliciesPerGroupQuota', 10],
    ['AssumeRolePolicySizeQuota', 2048],
    ['AccountMFAEnabled', 0],
  ] as const) {
    assert.equal(summary.get(key), value, key)
  }
})

test('an account has one alias, which no other account may have', async () => {
  const world = await openWorld()
  const list = async () => (await world.call('ListAccountAliases'))['AccountAliases']
  assert.deepEqual(await list(), [])
  await world.call('CreateAccountAlias', { AccountAlias: 'first' })
  await world.call('CreateAccountAlias', { AccountAlias: 'second' })
  assert.deepEqual(await list(), ['second'])
  const other = { accountId: '222222222222' }
  await assert.rejects(world.call('CreateAccountAlias', { AccountAlias: 'second' }, other), { code: 'EntityAlreadyExists' })
  await world.call('CreateAccountAlias', { AccountAlias: 'first' }, other)
  await assert.rejects(world.call('DeleteAccountAlias', { AccountAlias: 'first' }), { code: 'NoSuchEntity' })
  await world.call('DeleteAccountAlias', { AccountAlias: 'second' })
  assert.deepEqual(await list(), [])
  await assert.rejects(world.call('CreateAccountAlias', { AccountAlias: 'a--b' }), { code: 'ValidationError' })
})
