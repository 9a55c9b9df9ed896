import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNT, openWorld, TRUST, type World } from './fixtures/world.ts'
import { trustedArns } from './trust-principals.ts'

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const userArn = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`
const trusting = (AWS: string | readonly string[], condition: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', ...condition }],
  })
const create = (world: World, RoleName: string, AssumeRolePolicyDocument = TRUST) =>
  world.call('CreateRole', { RoleName, AssumeRolePolicyDocument })
const trustOf = async (world: World, RoleName: string) => {
  const { Role } = await world.call('GetRole', { RoleName })
  return decodeURIComponent((Role as { AssumeRolePolicyDocument: string }).AssumeRolePolicyDocument)
}
const idOf = (world: World, name: string) => world.iam.directory.role(roleArn(name))?.roleId ?? ''

for (const [what, policy, expected] of [
  ['no role or user', TRUST, []],
  ['one role', trusting(roleArn('a')), [roleArn('a')]],
  ['several, and an account', trusting([roleArn('a'), userArn('x/b'), ACCOUNT]), [roleArn('a'), userArn('x/b')]],
  ['a statement that is no list', '{"Statement":{"Principal":{"AWS":"arn:aws:iam::1:role/a"}}}', ['arn:aws:iam::1:role/a']],
  [
    'everybody, and a role in a condition only',
    '{"Statement":[{"Principal":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::1:role/a"}}}]}',
    [],
  ],
] as const) {
  test(`finds the principals of a policy with ${what}`, () => assert.deepEqual(trustedArns(policy), expected))
}

test('a role that is deleted stays in the policies that trusted it as a unique id, and a new one of its name is another', async () => {
  const world = await openWorld()
  await create(world, 'caller')
  const id = idOf(world, 'caller')
  const condition = { Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn('caller') } } }
  await create(world, 'one', trusting(roleArn('caller'), condition))
  await create(world, 'two', trusting([ACCOUNT, roleArn('caller')]))
  assert.equal(await trustOf(world, 'one'), trusting(roleArn('caller'), condition))

  await world.call('DeleteRole', { RoleName: 'caller' })
  await create(world, 'caller')
  assert.equal(await trustOf(world, 'one'), trusting(id, condition), 'a condition is text: it stays')
  assert.equal(await trustOf(world, 'two'), trusting([ACCOUNT, id]))
  assert.notEqual(idOf(world, 'caller'), id)
})

test('a role that trusts itself can be deleted', async () => {
  const world = await openWorld()
  await create(world, 'self')
  await world.call('UpdateAssumeRolePolicy', { RoleName: 'self', PolicyDocument: trusting(roleArn('self')) })
  await world.call('DeleteRole', { RoleName: 'self' })
  assert.equal(world.iam.directory.role(roleArn('self')), undefined)
})

test('a user is trusted under its new name, and no longer once deleted', async () => {
  const world = await openWorld()
  const { User } = await world.call('CreateUser', { UserName: 'ann' })
  await create(world, 'one', trusting(userArn('ann')))
  await world.call('UpdateUser', { UserName: 'ann', NewUserName: 'eve' })
  assert.equal(await trustOf(world, 'one'), trusting(userArn('eve')))
  await world.call('DeleteUser', { UserName: 'eve' })
  assert.equal(await trustOf(world, 'one'), trusting((User as { UserId: string }).UserId))
})
