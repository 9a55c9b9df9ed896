import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from '../operation/index.ts'
import { ACCOUNT, allow, openWorld, policyArn, TRUST } from './fixtures/world.ts'

const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`
const PolicyArn = policyArn('x/m')
const OpenIDConnectProviderArn = iam('oidc-provider/localhost:6443/id/A')
const tagged = { 'aws:resourcetag/team': 'red', 'iam:resourcetag/team': 'red' }
const Tags = [{ Key: 'Team', Value: 'red' }]
const asked = { 'aws:requesttag/team': 'red', 'aws:tagkeys': ['Team'] }

const world = await openWorld()
await world.call('CreatePolicy', { PolicyName: 'm', Path: '/x/', PolicyDocument: allow('s3:*'), Tags })
await world.call('CreateRole', {
  RoleName: 'app',
  Path: '/x/',
  AssumeRolePolicyDocument: TRUST,
  Tags,
  PermissionsBoundary: PolicyArn,
})
await world.call('CreateUser', { UserName: 'ann', Path: '/x/', Tags })
await world.call('CreateOpenIDConnectProvider', { Url: 'https://localhost:6443/id/A', Tags })

for (const [name, input, resource, context] of [
  ['GetRole', { RoleName: 'APP' }, iam('role/x/app'), tagged],
  ['GetRole', { RoleName: 'none' }, iam('role/none'), {}],
  ['ListRoles', {}, iam('role/'), undefined],
  ['ListRoles', { PathPrefix: '/x/' }, iam('role/x/'), undefined],
  [
    'PutRolePolicy',
    { RoleName: 'app', PolicyName: 'p', PolicyDocument: '{}' },
    iam('role/x/app'),
    { ...tagged, 'iam:permissionsboundary': PolicyArn },
  ],
  [
    'AttachRolePolicy',
    { RoleName: 'app', PolicyArn: policyArn('n') },
    iam('role/x/app'),
    { ...tagged, 'iam:permissionsboundary': PolicyArn, 'iam:policyarn': policyArn('n') },
  ],
  [
    'PutRolePermissionsBoundary',
    { RoleName: 'app', PermissionsBoundary: policyArn('n') },
    iam('role/x/app'),
    { ...tagged, 'iam:permissionsboundary': policyArn('n') },
  ],
  ['TagRole', { RoleName: 'app', Tags }, iam('role/x/app'), { ...tagged, ...asked }],
  ['UntagRole', { RoleName: 'app', TagKeys: ['Team'] }, iam('role/x/app'), { ...tagged, 'aws:tagkeys': ['Team'] }],
  ['CreatePolicy', { PolicyName: 'n', Path: '/y/', PolicyDocument: '{}' }, policyArn('y/n'), {}],
  ['GetPolicy', { PolicyArn }, PolicyArn, tagged],
  ['GetPolicy', { PolicyArn: 'arn:aws:iam::aws:policy/None' }, 'arn:aws:iam::aws:policy/None', {}],
  ['ListPolicies', {}, iam('policy/'), undefined],
  ['GetOpenIDConnectProvider', { OpenIDConnectProviderArn }, OpenIDConnectProviderArn, tagged],
  ['ListOpenIDConnectProviders', {}, iam('oidc-provider/*'), undefined],
  ['DeleteAccessKey', { UserName: 'ann', AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }, iam('user/x/ann'), tagged],
  ['ListUsers', {}, iam('user/'), undefined],
] as const) {
  test(`${name} ${JSON.stringify(input)} needs iam:${name} on ${resource}`, async () => {
    const expected = { action: `iam:${name}`, resource, ...(context === undefined ? {} : { context }) }
    assert.deepEqual(await world.permissions(name, input), [expected])
  })
}

for (const [name, tagAction, input, resource, context] of [
  [
    'CreateRole',
    'TagRole',
    { RoleName: 'r', Path: '/y/', AssumeRolePolicyDocument: '{}', PermissionsBoundary: PolicyArn },
    iam('role/y/r'),
    { 'iam:permissionsboundary': PolicyArn },
  ],
  ['CreateUser', 'TagUser', { UserName: 'u' }, iam('user/u'), {}],
  ['CreatePolicy', 'TagPolicy', { PolicyName: 'p', PolicyDocument: '{}' }, policyArn('p'), {}],
  ['CreateOpenIDConnectProvider', 'TagOpenIDConnectProvider', { Url: 'https://h:1/p' }, iam('oidc-provider/h:1/p'), {}],
] as const) {
  test(`${name} with tags needs iam:${tagAction} as well`, async () => {
    assert.deepEqual(await world.permissions(name, input), [{ action: `iam:${name}`, resource, context }])
    const both = [name, tagAction].map((action) => ({ action: `iam:${action}`, resource, context: { ...asked, ...context } }))
    assert.deepEqual(await world.permissions(name, { ...input, Tags }), both)
  })
}

test('without a user name the permission is on who calls', async () => {
  const arn = iam('user/x/ann')
  const principal = { type: 'user', accountId: ACCOUNT, arn, uniqueId: 'AIDA' } as const
  const caller: Caller = { principal, accountId: ACCOUNT, arn, userId: 'AIDA', context: {} }
  assert.deepEqual(await world.permissions('CreateAccessKey', {}, { caller }), [
    { action: 'iam:CreateAccessKey', resource: arn, context: {} },
  ])
})
