import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide } from '../../../policy/index.ts'
import type { Caller } from '../../operation/index.ts'
import { ACCOUNT, allow, NOW, openWorld, policyArn, type World } from '../fixtures/world.ts'
import { encodeDocument } from '../url-encoding.ts'

const GroupName = 'dev'
const mine = { GroupName }

const withGroup = async (): Promise<World> => {
  const world = await openWorld()
  await world.call('CreateGroup', { GroupName, Path: '/x/' })
  await world.call('CreateUser', { UserName: 'ann' })
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('ssm:GetParameter') })
  return world
}
const member = { GroupName, UserName: 'ann' }
const groupOf = async (world: World) => (await world.call('GetGroup', mine))['Group'] as { GroupId: string; Arn: string }

const may = async (world: World, action: string): Promise<boolean> => {
  const { User } = await world.call('GetUser', { UserName: 'ann' })
  const { Arn: arn, UserId: uniqueId } = User as { Arn: string; UserId: string }
  const principal = { type: 'user', accountId: ACCOUNT, arn, uniqueId } as const
  const caller: Caller = { principal, accountId: ACCOUNT, arn, userId: uniqueId, context: {} }
  const request = { principal, action, resource: 'arn:aws:ssm:us-east-1:1:parameter/x', context: {} }
  return decide(request, await world.iam.directory.layersOf(caller)) === 'allow'
}

test('a group as CreateGroup, GetGroup and ListGroups answer', async () => {
  const world = await withGroup()
  const { GroupId } = await groupOf(world)
  assert.match(GroupId, /^AGPA[A-Z2-7]{17}$/)
  const group = {
    Path: '/x/',
    GroupName,
    GroupId,
    Arn: `arn:aws:iam::${ACCOUNT}:group/x/dev`,
    CreateDate: new Date(NOW),
  }
  assert.deepEqual(await world.call('GetGroup', { GroupName: 'DEV' }), { Group: group, Users: [], IsTruncated: false })
  assert.deepEqual(await world.call('ListGroups', { PathPrefix: '/x' }), { Groups: [group], IsTruncated: false })
  assert.deepEqual(await world.call('ListGroups', { PathPrefix: '/y/' }), { Groups: [], IsTruncated: false })
  await assert.rejects(world.call('CreateGroup', { GroupName: 'Dev' }), { code: 'EntityAlreadyExists' })
})

test('the policies of its groups bind a user from the next request on', async () => {
  const world = await withGroup()
  await world.call('AddUserToGroup', member)
  assert.equal(await may(world, 'ssm:GetParameter'), false)
  await world.call('AttachGroupPolicy', { ...mine, PolicyArn: policyArn('m') })
  assert.equal(await may(world, 'ssm:GetParameter'), true)
  await world.call('DetachGroupPolicy', { ...mine, PolicyArn: policyArn('m') })
  assert.equal(await may(world, 'ssm:GetParameter'), false)
  await world.call('PutGroupPolicy', { ...mine, PolicyName: 'p', PolicyDocument: allow('ssm:*') })
  assert.equal(await may(world, 'ssm:GetParameter'), true)
  await world.call('UpdateGroup', { ...mine, NewGroupName: 'ops' })
  assert.equal(await may(world, 'ssm:GetParameter'), true)
  await world.call('RemoveUserFromGroup', { ...member, GroupName: 'ops' })
  assert.equal(await may(world, 'ssm:GetParameter'), false)
})

test("AWS's own policy of a group is loaded before the decision", async () => {
  const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  const record = { arn, name: 'ReadOnlyAccess', path: '/', version: 'v1', createdAt: 0, updatedAt: 0 }
  const loadManagedPolicies = async () => [{ ...record, document: JSON.parse(allow('ssm:Get*')) }]
  const first = await openWorld({ loadManagedPolicies })
  await first.call('CreateGroup', mine)
  await first.call('CreateUser', { UserName: 'ann' })
  await first.call('AddUserToGroup', member)
  await first.call('AttachGroupPolicy', { ...mine, PolicyArn: arn })
  const again = await openWorld({ store: first.store, loadManagedPolicies })
  assert.equal(await may(again, 'ssm:GetParameter'), true)
})

test('policies of a group are listed, read and taken away', async () => {
  const world = await withGroup()
  await world.call('PutGroupPolicy', { ...mine, PolicyName: 'p', PolicyDocument: allow('s3:*') })
  await world.call('AttachGroupPolicy', { ...mine, PolicyArn: policyArn('m') })
  assert.deepEqual(await world.call('ListGroupPolicies', mine), { PolicyNames: ['p'], IsTruncated: false })
  assert.deepEqual(await world.call('GetGroupPolicy', { ...mine, PolicyName: 'p' }), {
    GroupName,
    PolicyName: 'p',
    PolicyDocument: encodeDocument(allow('s3:*')),
  })
  assert.deepEqual(await world.call('ListAttachedGroupPolicies', mine), {
    AttachedPolicies: [{ PolicyName: 'm', PolicyArn: policyArn('m') }],
    IsTruncated: false,
  })
  const { GroupId } = await groupOf(world)
  const users = await world.call('ListEntitiesForPolicy', { PolicyArn: policyArn('m'), EntityFilter: 'Group' })
  assert.deepEqual(users['PolicyGroups'], [{ GroupName, GroupId }])
  await assert.rejects(world.call('DeletePolicy', { PolicyArn: policyArn('m') }), { code: 'DeleteConflict' })
  await world.call('DeleteGroupPolicy', { ...mine, PolicyName: 'p' })
  await assert.rejects(world.call('GetGroupPolicy', { ...mine, PolicyName: 'p' }), {
    code: 'NoSuchEntity',
    message: 'The group policy with name p cannot be found.',
  })
})

test('neither a group with users nor a user in a group can be deleted', async () => {
  const world = await withGroup()
  await world.call('AddUserToGroup', member)
  await world.call('AddUserToGroup', member)
  const conflict = { code: 'DeleteConflict', message: 'Cannot delete entity, must remove users from group first.' }
  await assert.rejects(world.call('DeleteGroup', mine), conflict)
  await assert.rejects(world.call('DeleteUser', { UserName: 'ann' }), conflict)
  await world.call('RemoveUserFromGroup', member)
  await assert.rejects(world.call('RemoveUserFromGroup', member), { code: 'NoSuchEntity' })
  await world.call('DeleteUser', { UserName: 'ann' })
  await world.call('AttachGroupPolicy', { ...mine, PolicyArn: policyArn('m') })
  await assert.rejects(world.call('DeleteGroup', mine), { message: 'Cannot delete entity, must detach all policies first.' })
  await world.call('DetachGroupPolicy', { ...mine, PolicyArn: policyArn('m') })
  await world.call('PutGroupPolicy', { ...mine, PolicyName: 'p', PolicyDocument: allow('s3:*') })
  await assert.rejects(world.call('DeleteGroup', mine), { message: 'Cannot delete entity, must delete policies first.' })
  await world.call('DeleteGroupPolicy', { ...mine, PolicyName: 'p' })
  await world.call('DeleteGroup', mine)
  await assert.rejects(world.call('GetGroup', mine), {
    code: 'NoSuchEntity',
    message: 'The group with name dev cannot be found.',
  })
})

test('a group made again under its name has none of the users of the first', async () => {
  const world = await withGroup()
  await world.call('AddUserToGroup', member)
  await world.call('RemoveUserFromGroup', member)
  await world.call('DeleteGroup', mine)
  await world.call('CreateGroup', mine)
  assert.deepEqual((await world.call('GetGroup', mine))['Users'], [])
})

test('a user is in ten groups at most, and sees them by name', async () => {
  const world = await withGroup()
  for (let number = 0; number < 11; number++) await world.call('CreateGroup', { GroupName: `g${number}` })
  const join = (number: number) => world.call('AddUserToGroup', { GroupName: `g${number}`, UserName: 'ann' })
  for (let number = 9; number >= 0; number--) await join(number)
  await assert.rejects(join(10), { code: 'LimitExceeded', message: 'Cannot exceed quota for GroupsPerUser: 10' })
  const { Groups, Marker } = await world.call('ListGroupsForUser', { UserName: 'ann', MaxItems: 9 })
  assert.deepEqual(
    (Groups as { GroupName: string }[]).map((group) => group.GroupName),
    ['g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7', 'g8'],
  )
  const rest = await world.call('ListGroupsForUser', { UserName: 'ann', MaxItems: 9, Marker })
  assert.deepEqual([(rest['Groups'] as object[]).length, rest['IsTruncated']], [1, false])
})

test('the users of a group come in pages', async () => {
  const world = await withGroup()
  for (const UserName of ['eve', 'Bob', 'ann']) {
    if (UserName !== 'ann') await world.call('CreateUser', { UserName })
    await world.call('AddUserToGroup', { GroupName, UserName })
  }
  const page = await world.call('GetGroup', { ...mine, MaxItems: 2 })
  const rest = await world.call('GetGroup', { ...mine, Marker: page['Marker'] })
  const names = [page, rest].map(({ Users }) => (Users as { UserName: string }[]).map((user) => user.UserName))
  assert.deepEqual(names, [['ann', 'Bob'], ['eve']])
})

test('a group has ten attached policies and 5,120 characters of its own at most', async () => {
  const world = await withGroup()
  for (let number = 0; number < 11; number++) {
    await world.call('CreatePolicy', { PolicyName: `p${number}`, PolicyDocument: allow('s3:*') })
  }
  const attach = (number: number) => world.call('AttachGroupPolicy', { ...mine, PolicyArn: policyArn(`p${number}`) })
  for (let number = 0; number < 10; number++) await attach(number)
  await assert.rejects(attach(10), { code: 'LimitExceeded', message: 'Cannot exceed quota for PoliciesPerGroup: 10' })
  const PolicyDocument = allow(`s3:${'a'.repeat(5_120)}`)
  await assert.rejects(world.call('PutGroupPolicy', { ...mine, PolicyName: 'p', PolicyDocument }), {
    code: 'LimitExceeded',
    message: 'Maximum policy size of 5120 bytes exceeded for group dev',
  })
})

test('no member is lost when a user joins and the group is deleted at the same moment', async () => {
  const world = await withGroup()
  const [joined, deleted] = await Promise.allSettled([world.call('AddUserToGroup', member), world.call('DeleteGroup', mine)])
  assert.notEqual(joined.status, deleted.status)
})

for (const [name, input, resource] of [
  ['GetGroup', mine, 'group/x/dev'],
  ['CreateGroup', { GroupName: 'new', Path: '/y/' }, 'group/y/new'],
  ['ListGroups', { PathPrefix: '/x/' }, 'group/x/'],
  ['AddUserToGroup', member, 'group/x/dev'],
  ['DeleteGroup', { GroupName: 'none' }, 'group/none'],
] as const) {
  test(`${name} needs iam:${name} on ${resource}`, async () => {
    const world = await withGroup()
    const permissions = await world.permissions(name, input)
    assert.deepEqual(
      permissions.map((permission) => [permission.action, permission.resource]),
      [[`iam:${name}`, `arn:aws:iam::${ACCOUNT}:${resource}`]],
    )
  })
}

test('UpdateGroup needs its permission on the group as it is and as it shall be', async () => {
  const world = await withGroup()
  const permissions = await world.permissions('UpdateGroup', { ...mine, NewPath: '/y/' })
  assert.deepEqual(
    permissions.map(({ resource }) => resource),
    [`arn:aws:iam::${ACCOUNT}:group/x/dev`, `arn:aws:iam::${ACCOUNT}:group/y/dev`],
  )
})
