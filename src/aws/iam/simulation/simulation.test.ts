import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Output } from '../../operation/index.ts'
import { ACCOUNT, allow, openWorld, policyArn, TRUST, type World } from '../fixtures/world.ts'

const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`
const PROVIDER = 'oidc.example/id/A'
const PARAMETER = `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/x`
const statement = (Effect: string, Action: string, more: object = {}) => ({ Effect, Action, Resource: '*', ...more })
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

interface Result {
  readonly EvalDecision: string
  readonly EvalResourceName: string
  readonly MatchedStatements: { readonly SourcePolicyId: string; readonly SourcePolicyType: string }[]
  readonly MissingContextValues: string[]
  readonly EvalDecisionDetails?: ReadonlyMap<string, string>
  readonly PermissionsBoundaryDecisionDetail?: { readonly AllowedByPermissionsBoundary: boolean }
  readonly OrganizationsDecisionDetail?: unknown
  readonly ResourceSpecificResults?: readonly (Omit<Result, 'EvalDecision'> & { readonly EvalResourceDecision: string })[]
}
const resultsOf = (output: Output) => output['EvaluationResults'] as unknown as Result[]
const custom = async (world: World, input: object) => {
  const [result] = resultsOf(await world.call('SimulateCustomPolicy', { ActionNames: ['ssm:GetParameter'], ...input }))
  assert.ok(result)
  return result
}
const principal = async (world: World, input: object) => {
  const [result] = resultsOf(await world.call('SimulatePrincipalPolicy', { ActionNames: ['ssm:GetParameter'], ...input }))
  assert.ok(result)
  return result
}
const empty = await openWorld()

test('an Allow is told with the statement that made it, and where it stands', async () => {
  const result = await custom(empty, { PolicyInputList: [allow('s3:*'), allow('ssm:Get*')] })
  assert.deepEqual(result, {
    EvalActionName: 'ssm:GetParameter',
    EvalResourceName: '*',
    EvalDecision: 'allowed',
    MatchedStatements: [
      {
        SourcePolicyId: 'PolicyInputList.2',
        SourcePolicyType: 'IAM Policy',
        StartPosition: { Line: 1, Column: 38 },
        EndPosition: { Line: 1, Column: 91 },
      },
    ],
    MissingContextValues: [],
    PermissionsBoundaryDecisionDetail: undefined,
    EvalDecisionDetails: undefined,
    ResourceSpecificResults: undefined,
  })
})

test('an explicit Deny is the only statement told', async () => {
  const result = await custom(empty, {
    PolicyInputList: [allow('ssm:*'), policy(statement('Allow', '*'), statement('Deny', 'ssm:*'))],
  })
  assert.deepEqual([result.EvalDecision, result.MatchedStatements.length], ['explicitDeny', 1])
  assert.equal(result.MatchedStatements[0]?.SourcePolicyId, 'PolicyInputList.2')
})

test('without an Allow the denial is implicit and no statement made it', async () => {
  const result = await custom(empty, { PolicyInputList: [allow('s3:*')] })
  assert.deepEqual([result.EvalDecision, result.MatchedStatements], ['implicitDeny', []])
})

test('each resource has a result of its own, and the strictest is that of the action', async () => {
  const mine = 'arn:aws:s3:::mine/x'
  const other = 'arn:aws:s3:::other/x'
  const PolicyInputList = [policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::mine/*' })]
  const result = await custom(empty, { PolicyInputList, ActionNames: ['s3:GetObject'], ResourceArns: [mine, other] })
  assert.deepEqual([result.EvalDecision, result.EvalResourceName], ['implicitDeny', '*'])
  assert.deepEqual(
    result.ResourceSpecificResults?.map((one) => [one.EvalResourceName, one.EvalResourceDecision, one.MatchedStatements.length]),
    [
      [mine, 'allowed', 1],
      [other, 'implicitDeny', 0],
    ],
  )
  const single = await custom(empty, { PolicyInputList, ActionNames: ['s3:GetObject'], ResourceArns: [mine] })
  assert.deepEqual([single.EvalDecision, single.EvalResourceName], ['allowed', mine])
  assert.deepEqual(single.EvalDecisionDetails, new Map())
})

const limited = policy({
  Effect: 'Allow',
  Action: 'ssm:GetParameter',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  Resource: `arn:aws:ssm:*:*:parameter/${'${aws:username}'}`,
  Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:SecureTransport': 'true' } },
})
const entry = (ContextKeyName: string, value: string, ContextKeyType?: string) => ({
  ContextKeyName,
  ContextKeyValues: [value],
  ...(ContextKeyType === undefined ? {} : { ContextKeyType }),
})

test('keys that a policy asks for and nobody gave are named', async () => {
  const input = { PolicyInputList: [limited], ResourceArns: [PARAMETER] }
  const missing = await custom(empty, input)
  assert.deepEqual(missing.MissingContextValues, ['aws:username', 'aws:SourceIp', 'aws:SecureTransport'])
  const given = await custom(empty, {
    ...input,
    ContextEntries: [
      entry('AWS:username', 'x', 'string'),
      entry('aws:sourceip', '10.1.2.3', 'ip'),
      entry('aws:SecureTransport', 'true'),
    ],
  })
  assert.deepEqual([given.EvalDecision, given.MissingContextValues], ['allowed', []])
})

test('a statement about another action asks for nothing', async () => {
  const result = await custom(empty, { PolicyInputList: [limited], ActionNames: ['ssm:PutParameter'] })
  assert.deepEqual(result.MissingContextValues, [])
})

test('a boundary cuts, and says that it did', async () => {
  const result = await custom(empty, {
    PolicyInputList: [allow('ssm:*')],
    PermissionsBoundaryPolicyInputList: [allow('s3:*')],
  })
  assert.equal(result.EvalDecision, 'implicitDeny')
  assert.deepEqual(result.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false })
})

const withUser = async (): Promise<World> => {
  const world = await openWorld()
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('ecr:*') })
  await world.call('CreateUser', { UserName: 'ann' })
  await world.call('CreateGroup', { GroupName: 'dev' })
  await world.call('AddUserToGroup', { GroupName: 'dev', UserName: 'ann' })
  await world.call('PutUserPolicy', { UserName: 'ann', PolicyName: 'own', PolicyDocument: allow('s3:*') })
  await world.call('PutGroupPolicy', { GroupName: 'dev', PolicyName: 'p', PolicyDocument: allow('ssm:*') })
  await world.call('AttachGroupPolicy', { GroupName: 'dev', PolicyArn: policyArn('m') })
  return world
}

for (const [source, action, expected] of [
  ['user/ann', 's3:GetObject', 'user_ann_own'],
  ['user/ann', 'ssm:GetParameter', 'group_dev_p'],
  ['user/ann', 'ecr:ListImages', 'm'],
  ['group/dev', 'ssm:GetParameter', 'group_dev_p'],
  ['group/dev', 's3:GetObject', undefined],
] as const) {
  test(`${source} may ${action} by ${expected ?? 'nothing'}`, async () => {
    const result = await principal(await withUser(), { PolicySourceArn: iam(source), ActionNames: [action] })
    assert.equal(result.MatchedStatements[0]?.SourcePolicyId, expected)
    assert.equal(result.EvalDecision, expected === undefined ? 'implicitDeny' : 'allowed')
  })
}

test("a boundary that is tried stands in the place of the user's own", async () => {
  const world = await withUser()
  await world.call('PutUserPermissionsBoundary', { UserName: 'ann', PermissionsBoundary: policyArn('m') })
  const input = { PolicySourceArn: iam('user/ann') }
  const own = await principal(world, input)
  assert.equal(own.EvalDecision, 'implicitDeny')
  const tried = await principal(world, { ...input, PermissionsBoundaryPolicyInputList: [allow('ssm:*')] })
  assert.deepEqual(tried.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: true })
  assert.equal(tried.EvalDecision, 'allowed')
})

test('what is known of the caller needs no context entry', async () => {
  const world = await withUser()
  const mine = policy(statement('Allow', 'sqs:SendMessage', { Condition: { StringEquals: { 'aws:username': 'ann' } } }))
  const result = await principal(world, {
    PolicySourceArn: iam('user/ann'),
    PolicyInputList: [mine],
    ActionNames: ['sqs:SendMessage'],
  })
  assert.deepEqual([result.EvalDecision, result.MissingContextValues], ['allowed', []])
})

test("a resource policy allows its own account's users, and both sides must allow others", async () => {
  const world = await withUser()
  const grants = (who: string) => policy({ Effect: 'Allow', Principal: { AWS: who }, Action: 'sqs:SendMessage', Resource: '*' })
  const input = { PolicySourceArn: iam('user/ann'), ActionNames: ['sqs:SendMessage'] }
  const queue = (account: string) => [`arn:aws:sqs:us-east-1:${account}:q`]
  const home = await principal(world, { ...input, ResourceArns: queue(ACCOUNT), ResourcePolicy: grants(iam('user/ann')) })
  assert.deepEqual([home.EvalDecision, home.MatchedStatements[0]?.SourcePolicyType], ['allowed', 'Resource Policy'])
  const abroad = await principal(world, {
    ...input,
    ResourceArns: queue('222222222222'),
    ResourcePolicy: grants(iam('root')),
  })
  assert.equal(abroad.EvalDecision, 'implicitDeny')
  assert.deepEqual(
    abroad.EvalDecisionDetails,
    new Map([
      ['IAM Policy', 'implicitDeny'],
      ['Resource Policy', 'allowed'],
    ]),
  )
  const both = await principal(world, {
    ...input,
    PolicyInputList: [allow('sqs:*')],
    ResourceArns: ['arn:aws:s3:::q'],
    ResourceOwner: 'arn:aws:iam::222222222222:root',
    ResourcePolicy: grants(iam('root')),
  })
  assert.deepEqual([both.EvalDecision, both.MatchedStatements.length], ['allowed', 2])
})

const withRole = async (): Promise<World> => {
  const world = await withUser()
  await world.call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST })
  return world
}
const assume = { ActionNames: ['sts:AssumeRole'], ResourceArns: [iam('role/app')] }

test('a role that does not trust a user cannot be taken, whatever the user may', async () => {
  const world = await withRole()
  const input = { PolicySourceArn: iam('user/ann'), PolicyInputList: [allow('sts:*')], ...assume }
  assert.equal((await principal(world, input)).EvalDecision, 'implicitDeny')
  const trust = { Effect: 'Allow', Principal: { AWS: iam('root') }, Action: 'sts:AssumeRole' }
  const tried = await principal(world, { ...input, ResourcePolicy: policy(trust) })
  assert.equal(tried.EvalDecision, 'allowed')
  await world.call('UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: policy(trust) })
  const now = await principal(world, input)
  assert.deepEqual(
    [now.EvalDecision, now.MatchedStatements.map(({ SourcePolicyId }) => SourcePolicyId)],
    ['allowed', ['PolicyInputList.1', 'role_app_AssumeRolePolicyDocument']],
  )
})

for (const [subject, expected] of [
  ['system:serviceaccount:default:app', 'allowed'],
  ['system:serviceaccount:default:other', 'implicitDeny'],
] as const) {
  test(`the trust in tokens of ${subject} is ${expected}`, async () => {
    const result = await custom(await withRole(), {
      PolicyInputList: [allow('s3:*')],
      ActionNames: ['sts:AssumeRoleWithWebIdentity'],
      ResourceArns: [iam('role/app')],
      CallerArn: iam(`oidc-provider/${PROVIDER}`),
      ContextEntries: [entry(`${PROVIDER}:sub`, subject)],
    })
    assert.equal(result.EvalDecision, expected)
  })
}

test('the answers come in pages, in the order asked', async () => {
  const ActionNames = ['s3:GetObject', 'ssm:GetParameter', 'ecr:ListImages']
  const input = { PolicyInputList: [allow('s3:*')], ActionNames }
  const page = await empty.call('SimulateCustomPolicy', { ...input, MaxItems: 2 })
  assert.equal(page['IsTruncated'], true)
  const rest = await empty.call('SimulateCustomPolicy', { ...input, MaxItems: 2, Marker: page['Marker'] })
  const names = [page, rest].flatMap((one) => (one['EvaluationResults'] as Output[]).map((result) => result['EvalActionName']))
  assert.deepEqual(names, ActionNames)
})

test('a page is as long as can be answered in a moment', async () => {
  const ResourceArns = Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::b/${index}`)
  const many = (count: number) => policy(...Array.from({ length: count }, () => statement('Allow', 's3:GetObject')))
  const input = { ActionNames: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], ResourceArns }
  const page = await empty.call('SimulateCustomPolicy', { ...input, PolicyInputList: [many(50)] })
  assert.deepEqual([(page['EvaluationResults'] as []).length, page['IsTruncated']], [2, true])
  await assert.rejects(empty.call('SimulateCustomPolicy', { ...input, PolicyInputList: [many(101)] }), { code: 'InvalidInput' })
})

test('of other accounts it is told neither who is in them nor whom their roles trust', async () => {
  const world = await withRole()
  const trust = policy({ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'sts:AssumeRole' })
  await world.call('UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: trust })
  const input = { PolicyInputList: [allow('sts:*')], ...assume, CallerArn: 'arn:aws:iam::222222222222:user/eve' }
  assert.equal((await custom(world, input)).EvalDecision, 'allowed')
  const stranger = await world.call('SimulateCustomPolicy', input, { accountId: '222222222222' })
  assert.equal(resultsOf(stranger)[0]?.EvalDecision, 'implicitDeny')
})

for (const [why, input, code] of [
  ['an action with a wildcard', { ActionNames: ['s3:*'] }, 'InvalidInput'],
  ['a malformed policy', { PolicyInputList: ['{'] }, 'InvalidInput'],
  ['a resource policy without a caller', { ResourcePolicy: TRUST }, 'InvalidInput'],
  ['a caller who is a session', { CallerArn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/s` }, 'InvalidInput'],
  ['a resource that is no ARN', { ResourceArns: ['x'] }, 'InvalidInput'],
  ['an owner that is no account', { ResourceOwner: 'ann' }, 'InvalidInput'],
  ['two boundaries', { PermissionsBoundaryPolicyInputList: [allow('*'), allow('*')] }, 'ValidationError'],
  ['a key given twice', { ContextEntries: [entry('aws:username', 'a'), entry('AWS:Username', 'b')] }, 'InvalidInput'],
  ['a date that is none', { ContextEntries: [entry('aws:CurrentTime', 'now', 'date')] }, 'InvalidInput'],
  ['an EC2 scenario', { ResourceHandlingOption: 'EC2-VPC-EBS' }, 'ValidationError'],
  ['service control policies', { OrderedOrganizationPolicyInputList: [{}] }, 'ValidationError'],
  ['trust of a role that is not there', { ...assume, ResourceArns: [iam('role/none')] }, 'NoSuchEntity'],
] as const) {
  test(`${why} is refused`, async () => {
    await assert.rejects(custom(empty, { PolicyInputList: [allow('*')], ...input }), { code })
  })
}

for (const [PolicySourceArn, code, message] of [
  [iam('user/none'), 'NoSuchEntity', 'The user with name none cannot be found.'],
  ['arn:aws:iam::222222222222:role/x/r', 'NoSuchEntity', 'The role with name r cannot be found.'],
  [
    `arn:aws:sts::${ACCOUNT}:assumed-role/app/s`,
    'InvalidInput',
    `Invalid Entity Arn: arn:aws:sts::${ACCOUNT}:assumed-role/app/s does not clearly define entity type and name.`,
  ],
] as const) {
  test(`${PolicySourceArn} has no policies to try`, async () => {
    await assert.rejects(principal(empty, { PolicySourceArn }), { code, message })
  })
}

test('the keys that policies ask for', async () => {
  const world = await withRole()
  await world.call('PutGroupPolicy', { GroupName: 'dev', PolicyName: 'q', PolicyDocument: limited })
  assert.deepEqual(await world.call('GetContextKeysForPrincipalPolicy', { PolicySourceArn: iam('user/ann') }), {
    ContextKeyNames: ['aws:username', 'aws:SourceIp', 'aws:SecureTransport'],
  })
  const other = policy(statement('Allow', 's3:*', { Condition: { StringEquals: { 'AWS:sourceip': '1', 's3:prefix': 'a' } } }))
  assert.deepEqual(await world.call('GetContextKeysForCustomPolicy', { PolicyInputList: [limited, other] }), {
    ContextKeyNames: ['aws:username', 'aws:SourceIp', 'aws:SecureTransport', 's3:prefix'],
  })
})

test('simulating somebody needs the permission on that somebody', async () => {
  const world = await withUser()
  const input = { PolicySourceArn: iam('user/ann'), ActionNames: ['s3:GetObject'] }
  assert.deepEqual(await world.permissions('SimulatePrincipalPolicy', input), [
    { action: 'iam:SimulatePrincipalPolicy', resource: iam('user/ann'), context: {} },
  ])
})
