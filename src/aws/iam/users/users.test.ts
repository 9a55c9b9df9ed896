import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from '../../operation/index.ts'
import { ACCOUNT, allow, NOW, openWorld, policyArn, type World } from '../fixtures/world.ts'
import { encodeDocument } from '../url-encoding.ts'

const arn = `arn:aws:iam::${ACCOUNT}:user/dev/ann`

const withUser = async (input: object = {}): Promise<World> => {
  const world = await openWorld()
  await world.call('CreateUser', { UserName: 'ann', Path: '/dev/', ...input })
  return world
}
const idOf = async (world: World) => ((await world.call('GetUser', { UserName: 'ann' }))['User'] as { UserId: string }).UserId
const asAnn = async (world: World): Promise<{ caller: Caller }> => {
  const uniqueId = await idOf(world)
  return {
    caller: {
      principal: { type: 'user', accountId: ACCOUNT, arn, uniqueId },
      accountId: ACCOUNT,
      arn,
      userId: uniqueId,
      context: {},
    },
  }
}
const newKey = async (world: World) =>
  (await world.call('CreateAccessKey', { UserName: 'ann' }))['AccessKey'] as { AccessKeyId: string; SecretAccessKey: string }

test('a user as CreateUser and GetUser answer', async () => {
  const world = await withUser({ Tags: [{ Key: 'a', Value: 'b' }] })
  const expected = {
    Path: '/dev/',
    UserName: 'ann',
    UserId: await idOf(world),
    Arn: arn,
    CreateDate: new Date(NOW),
    PermissionsBoundary: undefined,
    Tags: [{ Key: 'a', Value: 'b' }],
  }
  assert.match(expected.UserId, /^AIDA[A-Z2-7]{17}$/)
  assert.deepEqual(await world.call('GetUser', { UserName: 'ann' }), { User: expected })
})

test('without a name, GetUser means who calls', async () => {
  const world = await withUser()
  const { User } = await world.call('GetUser', {}, await asAnn(world))
  assert.equal((User as { Arn: string }).Arn, arn)
  assert.deepEqual(await world.call('GetUser'), { User: { UserId: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` } })
})

test('a session has no user to mean', async () => {
  const world = await withUser()
  const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/app/s`
  const principal = { type: 'assumed-role', accountId: ACCOUNT, sessionArn, roleArn: '', roleId: 'AROA' } as const
  const caller: Caller = { principal, accountId: ACCOUNT, arn: sessionArn, userId: '', context: {} }
  for (const name of ['GetUser', 'CreateAccessKey', 'ListAccessKeys']) {
    await assert.rejects(world.call(name, {}, { caller }), {
      code: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
    })
  }
})

test('two keys at most; the secret is told once, and is never the same', async () => {
  const world = await withUser()
  const first = await newKey(world)
  const { AccessKey } = await world.call('CreateAccessKey', {}, await asAnn(world))
  const second = AccessKey as { AccessKeyId: string; SecretAccessKey: string }
  assert.match(first.AccessKeyId, /^AKIA[A-Z2-7]{16}$/)
  assert.match(first.SecretAccessKey, /^[A-Za-z0-9/+]{40}$/)
  assert.notEqual(first.SecretAccessKey, second.SecretAccessKey)
  await assert.rejects(newKey(world), { code: 'LimitExceeded', message: 'Cannot exceed quota for AccessKeysPerUser: 2' })
  const listed = await world.call('ListAccessKeys', { UserName: 'ann' })
  assert.deepEqual(
    listed['AccessKeyMetadata'],
    [first, second]
      .map(({ AccessKeyId }) => ({ UserName: 'ann', AccessKeyId, Status: 'Active', CreateDate: new Date(NOW) }))
      .sort((left, right) => (left.AccessKeyId < right.AccessKeyId ? -1 : 1)),
  )
  assert.equal(JSON.stringify(listed).includes(first.SecretAccessKey), false)
})

test('a key that is switched off is listed so', async () => {
  const world = await withUser()
  const { AccessKeyId } = await newKey(world)
  await world.call('UpdateAccessKey', { UserName: 'ann', AccessKeyId, Status: 'Inactive' })
  const { AccessKeyMetadata } = await world.call('ListAccessKeys', { UserName: 'ann' })
  assert.deepEqual(AccessKeyMetadata, [{ UserName: 'ann', AccessKeyId, Status: 'Inactive', CreateDate: new Date(NOW) }])
})

test('policies, boundary and tags of a user', async () => {
  const world = await withUser()
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') })
  const mine = { UserName: 'ann' }
  await world.call('PutUserPolicy', { ...mine, PolicyName: 'p', PolicyDocument: allow('s3:*') })
  await world.call('AttachUserPolicy', { ...mine, PolicyArn: policyArn('m') })
  await world.call('PutUserPermissionsBoundary', { ...mine, PermissionsBoundary: policyArn('m') })
  await world.call('TagUser', {
    ...mine,
    Tags: [
      { Key: 'a', Value: 'b' },
      { Key: 'c', Value: 'd' },
    ],
  })
  await world.call('UntagUser', { ...mine, TagKeys: ['a'] })

  assert.deepEqual(await world.call('ListUserPolicies', mine), { PolicyNames: ['p'], IsTruncated: false })
  assert.deepEqual(await world.call('GetUserPolicy', { ...mine, PolicyName: 'p' }), {
    UserName: 'ann',
    PolicyName: 'p',
    PolicyDocument: encodeDocument(allow('s3:*')),
  })
  assert.deepEqual(await world.call('ListAttachedUserPolicies', mine), {
    AttachedPolicies: [{ PolicyName: 'm', PolicyArn: policyArn('m') }],
    IsTruncated: false,
  })
  assert.deepEqual(await world.call('ListUserTags', mine), { Tags: [{ Key: 'c', Value: 'd' }], IsTruncated: false })
  assert.deepEqual(await world.call('ListGroupsForUser', mine), { Groups: [], IsTruncated: false })
  const { User } = await world.call('GetUser', mine)
  assert.deepEqual((User as { PermissionsBoundary: object }).PermissionsBoundary, {
    PermissionsBoundaryType: 'Policy',
    PermissionsBoundaryArn: policyArn('m'),
  })
  const { Users } = await world.call('ListUsers', { PathPrefix: '/dev/' })
  assert.deepEqual(
    (Users as { UserName: string; Tags?: unknown }[]).map(({ UserName, Tags }) => [UserName, Tags]),
    [['ann', undefined]],
  )
  assert.deepEqual(await world.call('ListUsers', { PathPrefix: '/ops/' }), { Users: [], IsTruncated: false })
})

test('a user is deleted when nothing hangs on it, and its boundary is free then', async () => {
  const world = await openWorld()
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') })
  await world.call('CreateUser', { UserName: 'ann', PermissionsBoundary: policyArn('m') })
  const mine = { UserName: 'ann' }
  const { AccessKeyId } = await newKey(world)
  await world.call('AttachUserPolicy', { ...mine, PolicyArn: policyArn('m') })
  await world.call('PutUserPolicy', { ...mine, PolicyName: 'p', PolicyDocument: allow('s3:*') })
  for (const [message, name, input] of [
    ['Cannot delete entity, must delete access keys first.', 'DeleteAccessKey', { ...mine, AccessKeyId }],
    ['Cannot delete entity, must detach all policies first.', 'DetachUserPolicy', { ...mine, PolicyArn: policyArn('m') }],
    ['Cannot delete entity, must delete policies first.', 'DeleteUserPolicy', { ...mine, PolicyName: 'p' }],
  ] as const) {
    await assert.rejects(world.call('DeleteUser', mine), { code: 'DeleteConflict', status: 409, message })
    await world.call(name, input)
  }
  await world.call('DeleteUser', mine)
  await world.call('DeletePolicy', { PolicyArn: policyArn('m') })
})

for (const [what, name, input, refusal] of [
  [
    'a second user of a name',
    'CreateUser',
    { UserName: 'ANN' },
    ['EntityAlreadyExists', 409, 'User with name ANN already exists.'],
  ],
  ['a user that is not there', 'GetUser', { UserName: 'bob' }, ['NoSuchEntity', 404, 'The user with name bob cannot be found.']],
  ['its groups', 'ListGroupsForUser', { UserName: 'bob' }, ['NoSuchEntity', 404, undefined]],
  [
    'a key that is not there',
    'DeleteAccessKey',
    { UserName: 'ann', AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' },
    ['NoSuchEntity', 404, 'The Access Key with id AKIAAAAAAAAAAAAAAAAA cannot be found.'],
  ],
  [
    'an inline policy that is not there',
    'GetUserPolicy',
    { UserName: 'ann', PolicyName: 'x' },
    ['NoSuchEntity', 404, 'The user policy with name x cannot be found.'],
  ],
  [
    'inline policies above the quota',
    'PutUserPolicy',
    { UserName: 'ann', PolicyName: 'x', PolicyDocument: allow(`s3:${'a'.repeat(2_048)}`) },
    ['LimitExceeded', 409, 'Maximum policy size of 2048 bytes exceeded for user ann'],
  ],
  [
    'a status that is none',
    'UpdateAccessKey',
    { UserName: 'ann', AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA', Status: 'Off' },
    ['ValidationError', 400, undefined],
  ],
] as const) {
  test(`refuses ${what} (${name})`, async () => {
    const world = await withUser()
    const [code, status, message] = refusal
    await assert.rejects(world.call(name, input), message === undefined ? { code, status } : { code, status, message })
  })
}

test('a renamed user keeps id, keys and policies, under its new name and path only', async () => {
  const world = await withUser()
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') })
  await world.call('AttachUserPolicy', { UserName: 'ann', PolicyArn: policyArn('m') })
  const { AccessKeyId } = await newKey(world)
  const id = await idOf(world)
  await world.call('UpdateUser', { UserName: 'ann', NewUserName: 'eve', NewPath: '/ops/' })
  await assert.rejects(world.call('GetUser', { UserName: 'ann' }), { code: 'NoSuchEntity' })
  const { User } = await world.call('GetUser', { UserName: 'eve' })
  const { UserId, Arn } = User as { UserId: string; Arn: string }
  assert.deepEqual([UserId, Arn], [id, `arn:aws:iam::${ACCOUNT}:user/ops/eve`])
  const key = world.iam.directory.accessKey(AccessKeyId)
  assert.deepEqual([key?.userName, key?.userArn, key?.userId], ['eve', Arn, id])
  const { PolicyUsers } = await world.call('ListEntitiesForPolicy', { PolicyArn: policyArn('m') })
  assert.deepEqual(PolicyUsers, [{ UserName: 'eve', UserId: id }])
  const { Users } = await world.call('ListUsers')
  assert.equal((Users as unknown[]).length, 1)
})

test('a user is not renamed to another one, but may change the case of its name', async () => {
  const world = await withUser()
  await world.call('CreateUser', { UserName: 'bob' })
  await assert.rejects(world.call('UpdateUser', { UserName: 'ann', NewUserName: 'BOB' }), { code: 'EntityAlreadyExists' })
  await world.call('UpdateUser', { UserName: 'ann', NewUserName: 'Ann' })
  const { User } = await world.call('GetUser', { UserName: 'ann' })
  assert.equal((User as { UserName: string }).UserName, 'Ann')
})

test('to rename a user one needs the permission on both names', async () => {
  const world = await withUser()
  const permissions = await world.permissions('UpdateUser', { UserName: 'ann', NewUserName: 'eve' })
  assert.deepEqual(
    permissions.map(({ resource }) => resource),
    [arn, `arn:aws:iam::${ACCOUNT}:user/dev/eve`],
  )
})
