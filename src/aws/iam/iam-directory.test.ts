import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide } from '../../policy/index.ts'
import type { Caller, RoleSession } from '../operation/index.ts'
import { IAM_COLLECTIONS } from './documents.ts'
import { ACCOUNT, allow, openWorld, policyArn, TRUST, type World } from './fixtures/world.ts'

const roleArn = `arn:aws:iam::${ACCOUNT}:role/app`
const read = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const records = async () => [
  {
    arn: read,
    name: 'ReadOnlyAccess',
    path: '/',
    version: 'v3',
    createdAt: 0,
    updatedAt: 0,
    document: JSON.parse(allow('ssm:Get*')),
  },
]

const asRole = (roleId: string, session: Partial<RoleSession> = {}): Caller => {
  const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/app/s`
  return {
    principal: { type: 'assumed-role', accountId: ACCOUNT, sessionArn, roleArn, roleId },
    accountId: ACCOUNT,
    arn: sessionArn,
    userId: `${roleId}:s`,
    context: {},
    session: { roleId, roleArn, sessionName: 's', issuedAt: 0, expiresAt: 1, ...session },
  }
}

const makeRole = async (world: World, input: object = {}): Promise<string> => {
  await world.call('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST, ...input })
  return world.iam.directory.role(roleArn)?.roleId ?? ''
}

const may = async (world: World, caller: Caller, action: string) => {
  const layers = await world.iam.directory.layersOf(caller)
  const request = { principal: caller.principal, action, resource: 'arn:aws:ssm:us-east-1:1:parameter/x', context: {} }
  return decide(request, layers) === 'allow'
}

test('a role is found by ARN and by id as soon as it was made, and no longer when it was deleted', async () => {
  const world = await openWorld()
  const roleId = await makeRole(world, { MaxSessionDuration: 7200, Tags: [{ Key: 'Team', Value: 'a' }] })
  const role = world.iam.directory.roleById(roleId)
  assert.deepEqual(
    { ...role, trust: role?.trust.name },
    {
      accountId: ACCOUNT,
      roleId,
      roleName: 'app',
      arn: roleArn,
      maxSessionSeconds: 7200,
      trust: roleArn,
      tags: [{ Key: 'Team', Value: 'a' }],
    },
  )
  await world.call('DeleteRole', { RoleName: 'app' })
  assert.equal(world.iam.directory.role(roleArn), undefined)
  assert.equal(world.iam.directory.roleById(roleId), undefined)
})

test('an edit of inline, attached or versioned policies binds the next request', async () => {
  const world = await openWorld()
  const caller = asRole(await makeRole(world))
  assert.equal(await may(world, caller, 'ssm:GetParameter'), false)

  await world.call('PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument: allow('ssm:GetParameter') })
  assert.equal(await may(world, caller, 'ssm:GetParameter'), true)
  await world.call('DeleteRolePolicy', { RoleName: 'app', PolicyName: 'p' })
  assert.equal(await may(world, caller, 'ssm:GetParameter'), false)

  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('ssm:GetParameter') })
  await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: policyArn('m') })
  assert.equal(await may(world, caller, 'ssm:GetParameter'), true)
  await world.call('CreatePolicyVersion', { PolicyArn: policyArn('m'), PolicyDocument: allow('s3:*') })
  assert.equal(await may(world, caller, 'ssm:GetParameter'), true, 'a version that is not the default binds nobody')
  await world.call('SetDefaultPolicyVersion', { PolicyArn: policyArn('m'), VersionId: 'v2' })
  assert.equal(await may(world, caller, 'ssm:GetParameter'), false)
  assert.equal(await may(world, caller, 's3:GetObject'), true)
  await world.call('DetachRolePolicy', { RoleName: 'app', PolicyArn: policyArn('m') })
  assert.equal(await may(world, caller, 's3:GetObject'), false)
})

test('a boundary cuts what the policies give', async () => {
  const world = await openWorld()
  await world.call('CreatePolicy', { PolicyName: 'edge', PolicyDocument: allow('ssm:*') })
  const caller = asRole(await makeRole(world, { PermissionsBoundary: policyArn('edge') }))
  await world.call('PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument: allow('*') })
  assert.equal(await may(world, caller, 'ssm:GetParameter'), true)
  assert.equal(await may(world, caller, 's3:GetObject'), false)
  await world.call('DeleteRolePermissionsBoundary', { RoleName: 'app' })
  assert.equal(await may(world, caller, 's3:GetObject'), true)
})

test('session policies cut too; one that is gone gives nothing', async () => {
  const world = await openWorld()
  const roleId = await makeRole(world)
  await world.call('PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument: allow('*') })
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') })
  const inline = asRole(roleId, { policy: allow('ssm:*') })
  const both = asRole(roleId, { policy: allow('ssm:*'), policyArns: [policyArn('m')] })
  const gone = asRole(roleId, { policyArns: [policyArn('gone')] })
  for (const [caller, action, expected] of [
    [asRole(roleId), 's3:GetObject', true],
    [inline, 'ssm:GetParameter', true],
    [inline, 's3:GetObject', false],
    [both, 's3:GetObject', true],
    [both, 'ecr:GetAuthorizationToken', false],
    [gone, 's3:GetObject', false],
  ] as const) {
    assert.equal(await may(world, caller, action), expected, `${action} ${JSON.stringify(caller.session)}`)
  }
})

test('a session of a role that was deleted and made again has nothing', async () => {
  const world = await openWorld()
  const old = asRole(await makeRole(world))
  await world.call('DeleteRole', { RoleName: 'app' })
  await makeRole(world)
  await world.call('PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument: allow('*') })
  assert.deepEqual(world.iam.directory.layersOf(old), { identity: [] })
  assert.equal(await may(world, old, 's3:GetObject'), false)
})

test('root and anonymous callers have no policies of their own', async () => {
  const { iam } = await openWorld()
  const caller = { accountId: ACCOUNT, arn: '', userId: '', context: {} }
  for (const principal of [{ type: 'root', accountId: ACCOUNT, arn: '' }, { type: 'anonymous' }] as const) {
    assert.deepEqual(iam.directory.layersOf({ ...caller, principal }), {})
  }
})

test('AWS managed policies are read when the first of them is named, and at the start if somebody has one', async () => {
  let reads = 0
  const loadManagedPolicies = () => {
    reads++
    return records()
  }
  const world = await openWorld({ loadManagedPolicies })
  const roleId = await makeRole(world)
  assert.equal(reads, 0)
  assert.equal(world.iam.directory.managedPolicy(read), undefined)
  await world.iam.directory.loadManagedPolicies([read, policyArn('x')])
  assert.equal(world.iam.directory.managedPolicy(read)?.name, read)
  await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: read })
  assert.equal(reads, 1)
  assert.equal(await may(world, asRole(roleId), 'ssm:GetParameter'), true)

  const again = await openWorld({ store: world.store, loadManagedPolicies })
  assert.equal(reads, 2)
  assert.equal(again.iam.directory.layersOf(asRole(roleId)) instanceof Promise, false)
  assert.equal(await may(again, asRole(roleId), 'ssm:GetParameter'), true)
})

test('another replica that sees an AWS managed policy attached reads it before it answers', async () => {
  const world = await openWorld({ loadManagedPolicies: records })
  const replica = await openWorld({ store: world.store, loadManagedPolicies: records })
  const caller = asRole(await makeRole(world))
  await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: read })
  assert.equal(replica.iam.directory.layersOf(caller) instanceof Promise, true)
  assert.equal(await may(replica, caller, 'ssm:GetParameter'), true)
})

test('a policy is compiled once per version of its text, however often its role changes', async () => {
  const world = await openWorld()
  await makeRole(world)
  const { directory } = world.iam
  const before = directory.role(roleArn)?.trust
  await world.call('TagRole', { RoleName: 'app', Tags: [{ Key: 'a', Value: 'b' }] })
  assert.equal(directory.role(roleArn)?.trust, before)
  await world.call('UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: TRUST.replace(':app', ':other') })
  assert.notEqual(directory.role(roleArn)?.trust, before)
})

test('an access key identifies its user until it is switched off or deleted', async () => {
  const world = await openWorld()
  await world.call('CreateUser', { UserName: 'ann', Path: '/dev/' })
  const { AccessKey } = await world.call('CreateAccessKey', { UserName: 'ann' })
  const { AccessKeyId, SecretAccessKey } = AccessKey as { AccessKeyId: string; SecretAccessKey: string }
  const key = world.iam.directory.accessKey(AccessKeyId)
  assert.equal(key?.secretAccessKey, SecretAccessKey)
  assert.equal(key?.userArn, `arn:aws:iam::${ACCOUNT}:user/dev/ann`)
  assert.equal(key?.active, true)
  await world.call('UpdateAccessKey', { UserName: 'ann', AccessKeyId, Status: 'Inactive' })
  assert.equal(world.iam.directory.accessKey(AccessKeyId)?.active, false)
  await world.call('DeleteAccessKey', { UserName: 'ann', AccessKeyId })
  assert.equal(world.iam.directory.accessKey(AccessKeyId), undefined)
})

test('a provider is found by its URL to the letter', async () => {
  const world = await openWorld()
  const url = 'https://localhost:6443/id/ABC'
  await world.call('CreateOpenIDConnectProvider', {
    Url: url,
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: ['A'.repeat(40)],
  })
  assert.deepEqual(world.iam.directory.provider(ACCOUNT, url), {
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/localhost:6443/id/ABC`,
    url,
    name: 'localhost:6443/id/ABC',
    clientIds: ['sts.amazonaws.com'],
    thumbprints: ['a'.repeat(40)],
  })
  assert.equal(world.iam.directory.provider(ACCOUNT, `${url}/`), undefined)
  assert.equal(world.iam.directory.provider(ACCOUNT, url.toLowerCase()), undefined)
  assert.equal(world.iam.directory.provider('000000000000', url), undefined)
})

test('what a reset clears is gone from the directory, and a new process sees what the store holds', async () => {
  const world = await openWorld()
  await makeRole(world)
  const later = await openWorld({ store: world.store })
  assert.equal(later.iam.directory.role(roleArn)?.roleName, 'app')
  await world.store.clear(IAM_COLLECTIONS)
  assert.equal(world.iam.directory.role(roleArn), undefined)
  assert.equal(later.iam.directory.role(roleArn), undefined)
})
