import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNT, NOW, openWorld, TRUST, type World } from '../fixtures/world.ts'
import { encodeDocument } from '../url-encoding.ts'

const InstanceProfileName = 'nodes'
const mine = { InstanceProfileName }
const both = { InstanceProfileName, RoleName: 'node' }
const arn = `arn:aws:iam::${ACCOUNT}:instance-profile/eks/nodes`

const withProfile = async (): Promise<World> => {
  const world = await openWorld()
  await world.call('CreateRole', { RoleName: 'node', AssumeRolePolicyDocument: TRUST })
  await world.call('CreateInstanceProfile', { ...mine, Path: '/eks/', Tags: [{ Key: 'a', Value: 'b' }] })
  return world
}
const read = async (world: World) =>
  (await world.call('GetInstanceProfile', mine))['InstanceProfile'] as {
    InstanceProfileId: string
    Roles: { RoleName: string }[]
  }

test('an instance profile as it is made, read and listed', async () => {
  const world = await withProfile()
  const profile = await read(world)
  assert.match(profile.InstanceProfileId, /^AIPA[A-Z2-7]{17}$/)
  const summary = {
    Path: '/eks/',
    InstanceProfileName,
    InstanceProfileId: profile.InstanceProfileId,
    Arn: arn,
    CreateDate: new Date(NOW),
    Roles: [],
  }
  assert.deepEqual(profile, { ...summary, Tags: [{ Key: 'a', Value: 'b' }] })
  assert.deepEqual(await world.call('ListInstanceProfiles', { PathPrefix: '/eks/' }), {
    InstanceProfiles: [summary],
    IsTruncated: false,
  })
  await assert.rejects(world.call('CreateInstanceProfile', { InstanceProfileName: 'NODES' }), {
    code: 'EntityAlreadyExists',
    message: 'Instance Profile NODES already exists.',
  })
})

test('a profile holds one role, and the role knows it', async () => {
  const world = await withProfile()
  await world.call('AddRoleToInstanceProfile', both)
  const quota = { code: 'LimitExceeded', message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1' }
  await assert.rejects(world.call('AddRoleToInstanceProfile', both), quota)
  const { Roles } = await read(world)
  const { AssumeRolePolicyDocument } = Roles[0] as unknown as { AssumeRolePolicyDocument: string }
  assert.equal(AssumeRolePolicyDocument, encodeDocument(TRUST))
  const listed = await world.call('ListInstanceProfilesForRole', { RoleName: 'node' })
  assert.equal((listed['InstanceProfiles'] as { Arn: string }[])[0]?.Arn, arn)
  await world.call('RemoveRoleFromInstanceProfile', both)
  assert.deepEqual((await read(world)).Roles, [])
  await assert.rejects(world.call('RemoveRoleFromInstanceProfile', both), { code: 'NoSuchEntity' })
  const after = await world.call('ListInstanceProfilesForRole', { RoleName: 'node' })
  assert.deepEqual(after['InstanceProfiles'], [])
})

test('neither a role in a profile nor a profile with a role can be deleted', async () => {
  const world = await withProfile()
  await world.call('AddRoleToInstanceProfile', both)
  const conflict = { code: 'DeleteConflict', message: 'Cannot delete entity, must remove roles from instance profile first.' }
  await assert.rejects(world.call('DeleteRole', { RoleName: 'node' }), conflict)
  await assert.rejects(world.call('DeleteInstanceProfile', mine), conflict)
  await world.call('RemoveRoleFromInstanceProfile', both)
  await world.call('DeleteRole', { RoleName: 'node' })
  await world.call('DeleteInstanceProfile', mine)
  const missing = { code: 'NoSuchEntity', message: 'Instance Profile nodes cannot be found.' }
  await assert.rejects(world.call('GetInstanceProfile', mine), missing)
})

test('tags of a profile', async () => {
  const world = await withProfile()
  await world.call('TagInstanceProfile', { ...mine, Tags: [{ Key: 'c', Value: 'd' }] })
  await world.call('UntagInstanceProfile', { ...mine, TagKeys: ['A', 'none'] })
  assert.deepEqual(await world.call('ListInstanceProfileTags', mine), {
    Tags: [{ Key: 'c', Value: 'd' }],
    IsTruncated: false,
  })
})

test('a role is handed to EC2 by those only who may pass it', async () => {
  const world = await withProfile()
  assert.deepEqual(await world.permissions('AddRoleToInstanceProfile', both), [
    { action: 'iam:AddRoleToInstanceProfile', resource: arn, context: { 'aws:resourcetag/a': 'b', 'iam:resourcetag/a': 'b' } },
    {
      action: 'iam:PassRole',
      resource: `arn:aws:iam::${ACCOUNT}:role/node`,
      context: { 'iam:passedtoservice': 'ec2.amazonaws.com' },
    },
  ])
})
