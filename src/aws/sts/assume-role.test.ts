import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from '../operation/index.ts'
import { ACCOUNT, type AssumedOutput, createFakeSts, type FakeSts, NOW, ROOT, refusalOf } from './fakes/fake-sts.ts'
import { USER } from './fakes/test-user.ts'

const ADMIN = `arn:aws:iam::${ACCOUNT}:role/admin`
const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`
const ALL = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']

function trusting(principal: string, more: object = {}): unknown {
  const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: ALL, ...more }
  return { Version: '2012-10-17', Statement: [statement] }
}

async function prepared(trust: unknown = trusting(USER.userArn)): Promise<FakeSts & { user: Caller }> {
  const sts = await createFakeSts()
  sts.directory.addAccessKey(USER)
  sts.directory.addRole({ arn: ADMIN, trust })
  return Object.assign(sts, { user: await callerOf(sts, USER.accessKeyId) })
}

async function callerOf(sts: FakeSts, accessKeyId: string, token?: string): Promise<Caller> {
  const found = await sts.credentials.find(accessKeyId, token, sts.now)
  assert.ok(found.ok)
  return found.credentials.caller
}

async function assume(sts: FakeSts, caller: Caller, over: object = {}): Promise<AssumedOutput> {
  return (await sts.call('AssumeRole', { RoleArn: ADMIN, RoleSessionName: 'work', ...over }, caller)) as AssumedOutput
}

async function sessionOf(sts: FakeSts, { Credentials }: AssumedOutput): Promise<Caller> {
  return callerOf(sts, Credentials.AccessKeyId, Credentials.SessionToken)
}

const denied = (caller: Caller, action = 'sts:AssumeRole', role = ADMIN) => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${role}`,
})

test('a user whom the role trusts by name gets its credentials', async () => {
  const sts = await prepared()
  const output = await assume(sts, sts.user)
  assert.equal(output.AssumedRoleUser.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/admin/work`)
  assert.deepEqual(output.Credentials.Expiration, new Date(NOW + 3_600_000))
  assert.equal((await sessionOf(sts, output)).arn, output.AssumedRoleUser.Arn)
})

test('a role that trusts the account wants an identity policy too', async () => {
  const sts = await prepared(trusting(`arn:aws:iam::${ACCOUNT}:root`))
  assert.deepEqual(await refusalOf(assume(sts, sts.user)), denied(sts.user))
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ADMIN }
  sts.directory.setIdentityPolicy(USER.userArn, { Version: '2012-10-17', Statement: [statement] })
  assert.ok(await assume(sts, sts.user))
})

test('a role that trusts somebody else, and one that is not there, are refused alike', async () => {
  const sts = await prepared(trusting(`arn:aws:iam::${ACCOUNT}:user/bob`))
  assert.deepEqual(await refusalOf(assume(sts, sts.user)), denied(sts.user))
  assert.equal((sts.notes['decision'] as { decision: string }).decision, 'implicit-deny')
  const absent = `${ADMIN}-absent`
  assert.deepEqual(await refusalOf(assume(sts, sts.user, { RoleArn: absent })), denied(sts.user, 'sts:AssumeRole', absent))
})

test('an external id is asked for by the trust policy', async () => {
  const sts = await prepared(trusting(USER.userArn, { Condition: { StringEquals: { 'sts:ExternalId': 'secret-42' } } }))
  assert.deepEqual(await refusalOf(assume(sts, sts.user)), denied(sts.user))
  assert.deepEqual(await refusalOf(assume(sts, sts.user, { ExternalId: 'secret-41' })), denied(sts.user))
  assert.ok(await assume(sts, sts.user, { ExternalId: 'secret-42' }))
})

test('root assumes no role', async () => {
  const sts = await prepared()
  const root = await callerOf(sts, ROOT.accessKeyId)
  const expected = { code: 'AccessDenied', status: 403, message: 'Roles may not be assumed by root accounts.' }
  assert.deepEqual(await refusalOf(assume(sts, root)), expected)
})

test('an ARN that is no role is named in the refusal', async () => {
  const sts = await prepared()
  const expected = { code: 'ValidationError', status: 400, message: 'arn:a:::something/test-role is invalid' }
  assert.deepEqual(await refusalOf(assume(sts, sts.user, { RoleArn: 'arn:a:::something/test-role' })), expected)
})

test('session tags need a permission, and are seen as request tags', async () => {
  const Tags = [{ Key: 'Project', Value: 'X' }]
  const plain = await prepared(trusting(USER.userArn, { Action: 'sts:AssumeRole' }))
  assert.deepEqual(await refusalOf(assume(plain, plain.user, { Tags })), denied(plain.user, 'sts:TagSession'))
  const wanting = await prepared(trusting(USER.userArn, { Condition: { StringEquals: { 'aws:RequestTag/Project': 'X' } } }))
  const session = await sessionOf(wanting, await assume(wanting, wanting.user, { Tags }))
  assert.equal(session.context['aws:principaltag/project'], 'X')
})

const BAD_TAGS: readonly [input: object, message: string][] = [
  [{ Tags: [tag('a', '1'), tag('A', '2')] }, 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'],
  [
    { Tags: [tag('a', '1')], TransitiveTagKeys: ['b'] },
    'The specified transitive tag key must be included in the requested tags.',
  ],
]
for (const [input, message] of BAD_TAGS) {
  test(`tags are refused: ${message}`, async () => {
    const sts = await prepared()
    assert.deepEqual(await refusalOf(assume(sts, sts.user, input)), { code: 'InvalidParameterValue', status: 400, message })
  })
}

test('a role session that assumes a role gets an hour at most, and hands on what is transitive', async () => {
  const sts = await prepared()
  sts.directory.addRole({ arn: OTHER, trust: trusting(ADMIN), maxSessionSeconds: 43_200 })
  const first = { Tags: [tag('Project', 'X'), tag('Mine', 'Y')], TransitiveTagKeys: ['project'], SourceIdentity: 'Ann' }
  const admin = await sessionOf(sts, await assume(sts, sts.user, first))
  assert.deepEqual(await refusalOf(assume(sts, admin, { RoleArn: OTHER, DurationSeconds: 3_601 })), {
    code: 'ValidationError',
    status: 400,
    message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  })
  assert.deepEqual(await refusalOf(assume(sts, admin, { RoleArn: OTHER, Tags: [tag('PROJECT', 'Z')] })), {
    code: 'InvalidParameterValue',
    status: 400,
    message:
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  })
  const refused = await refusalOf(assume(sts, admin, { RoleArn: OTHER, SourceIdentity: 'Bob' }))
  assert.deepEqual(refused, denied(admin, 'sts:SetSourceIdentity', OTHER))
  const output = await assume(sts, admin, { RoleArn: OTHER, Tags: [tag('New', 'Z')] })
  assert.equal(output['SourceIdentity'], 'Ann')
  const other = await sessionOf(sts, output)
  assert.deepEqual(other.session?.tags, [tag('Project', 'X'), tag('New', 'Z')])
  assert.deepEqual(other.session?.transitiveTagKeys, ['Project'])
  assert.equal(other.context['aws:sourceidentity'], 'Ann')
})

test('second factors and context assertions are refused by name', async () => {
  const sts = await prepared()
  const operation = sts.service.operations.find(({ name }) => name === 'AssumeRole')
  for (const member of ['SerialNumber', 'TokenCode', 'ProvidedContexts']) {
    assert.equal(operation?.input.members[member]?.kind, 'refused', member)
  }
})

function tag(Key: string, Value: string) {
  return { Key, Value }
}
