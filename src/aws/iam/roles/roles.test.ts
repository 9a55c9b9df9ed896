import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCOUNT, allow, NOW, openWorld, policyArn, TRUST } from '../fixtures/world.ts'
import { encodeDocument } from '../url-encoding.ts'

const role = { RoleName: 'app', AssumeRolePolicyDocument: TRUST }
const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const trusting = (principal: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  })
/** A trust policy of about so many characters. */
const longTrust = (characters: number) => TRUST.replace('default:app', 'a'.repeat(characters - TRUST.length + 11))

const created = {
  Path: '/team/',
  RoleName: 'app',
  Arn: arn('team/app'),
  CreateDate: new Date(NOW),
  AssumeRolePolicyDocument: encodeDocument(TRUST),
  Description: 'reads',
  Tags: [{ Key: 'Team', Value: 'red' }],
}

test('CreateRole answers without MaxSessionDuration; GetRole has it, with an empty RoleLastUsed', async () => {
  const world = await openWorld()
  const input = { ...role, Path: '/team/', Description: 'reads', MaxSessionDuration: 7200, Tags: created.Tags }
  const { Role } = await world.call('CreateRole', input)
  const { RoleId, ...rest } = Role as { RoleId: string }
  assert.match(RoleId, /^AROA[A-Z2-7]{17}$/)
  assert.deepEqual(rest, { ...created, PermissionsBoundary: undefined })
  const read = await world.call('GetRole', { RoleName: 'app' })
  assert.deepEqual(read, {
    Role: { ...created, RoleId, PermissionsBoundary: undefined, MaxSessionDuration: 7200, RoleLastUsed: {} },
  })
})

test('an hour is the longest session unless one says otherwise', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  const { Role } = await world.call('GetRole', { RoleName: 'app' })
  assert.equal((Role as { MaxSessionDuration: number }).MaxSessionDuration, 3600)
})

test('names are unique ignoring case, and found in any', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  await assert.rejects(world.call('CreateRole', { ...role, RoleName: 'APP', Path: '/other/' }), {
    code: 'EntityAlreadyExists',
    status: 409,
    message: 'Role with name APP already exists.',
  })
  const { Role } = await world.call('GetRole', { RoleName: 'APP' })
  assert.equal((Role as { RoleName: string }).RoleName, 'app')
})

test('accounts do not see each other', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  const other = { accountId: '000000000000' }
  await assert.rejects(world.call('GetRole', { RoleName: 'app' }, other), { code: 'NoSuchEntity' })
  assert.deepEqual(await world.call('ListRoles', {}, other), { Roles: [], IsTruncated: false })
})

test('UpdateRole leaves alone what it does not name', async () => {
  const world = await openWorld()
  await world.call('CreateRole', { ...role, Description: 'first' })
  const described = async () => {
    const { Role } = await world.call('GetRole', { RoleName: 'app' })
    const { Description, MaxSessionDuration } = Role as { Description: string; MaxSessionDuration: number }
    return [Description, MaxSessionDuration]
  }
  await world.call('UpdateRoleDescription', { RoleName: 'app', Description: 'second' })
  await world.call('UpdateRole', { RoleName: 'app', MaxSessionDuration: 43200 })
  assert.deepEqual(await described(), ['second', 43200])
  await world.call('UpdateRole', { RoleName: 'app', Description: '' })
  assert.deepEqual(await described(), ['', 43200])
})

for (const [what, name, input, refusal] of [
  [
    'a role that is not there',
    'GetRole',
    { RoleName: 'none' },
    ['NoSuchEntity', 404, 'The role with name none cannot be found.'],
  ],
  ['deleting it', 'DeleteRole', { RoleName: 'none' }, ['NoSuchEntity', 404, 'The role with name none cannot be found.']],
  [
    'an inline policy that is not there',
    'GetRolePolicy',
    { RoleName: 'app', PolicyName: 'x' },
    ['NoSuchEntity', 404, 'The role policy with name x cannot be found.'],
  ],
  [
    'deleting it',
    'DeleteRolePolicy',
    { RoleName: 'app', PolicyName: 'x' },
    ['NoSuchEntity', 404, 'The role policy with name x cannot be found.'],
  ],
  [
    'attaching a policy that is not there',
    'AttachRolePolicy',
    { RoleName: 'app', PolicyArn: policyArn('none') },
    ['NoSuchEntity', 404, `Policy ${policyArn('none')} does not exist or is not attachable.`],
  ],
  [
    'attaching one of AWS that is not there',
    'AttachRolePolicy',
    { RoleName: 'app', PolicyArn: 'arn:aws:iam::aws:policy/None' },
    ['NoSuchEntity', 404, 'Policy arn:aws:iam::aws:policy/None does not exist or is not attachable.'],
  ],
  [
    'attaching what is no ARN',
    'AttachRolePolicy',
    { RoleName: 'app', PolicyArn: 'a-policy-without-an-arn' },
    ['ValidationError', 400, 'Invalid ARN:  Could not be parsed!'],
  ],
  [
    'attaching a role',
    'AttachRolePolicy',
    { RoleName: 'app', PolicyArn: arn('app') },
    ['ValidationError', 400, `ARN ${arn('app')} is not valid.`],
  ],
  [
    'detaching what is not attached',
    'DetachRolePolicy',
    { RoleName: 'app', PolicyArn: policyArn('none') },
    ['NoSuchEntity', 404, `Policy ${policyArn('none')} was not found.`],
  ],
  [
    'a boundary that is not there',
    'PutRolePermissionsBoundary',
    { RoleName: 'app', PermissionsBoundary: policyArn('none') },
    ['NoSuchEntity', 404, `Scope ARN: ${policyArn('none')} does not exist or is not attachable.`],
  ],
  [
    'a permission policy that is none',
    'PutRolePolicy',
    { RoleName: 'app', PolicyName: 'p', PolicyDocument: '{' },
    ['MalformedPolicyDocument', 400, 'Syntax errors in policy.'],
  ],
  [
    'a trust policy that is none',
    'UpdateAssumeRolePolicy',
    { RoleName: 'app', PolicyDocument: '{' },
    ['MalformedPolicyDocument', 400, 'This policy contains invalid Json'],
  ],
  [
    'a trust policy that names a resource',
    'UpdateAssumeRolePolicy',
    { RoleName: 'app', PolicyDocument: TRUST.replace('"Action"', '"Resource":"*","Action"') },
    ['MalformedPolicyDocument', 400, 'Has prohibited field Resource'],
  ],
  [
    'a trust policy that names a role that is not there',
    'UpdateAssumeRolePolicy',
    { RoleName: 'app', PolicyDocument: trusting({ AWS: arn('none') }) },
    ['MalformedPolicyDocument', 400, `Invalid principal in policy: "AWS":"${arn('none')}"`],
  ],
  [
    'a trust policy above its quota',
    'UpdateAssumeRolePolicy',
    { RoleName: 'app', PolicyDocument: longTrust(2_049) },
    ['LimitExceeded', 409, 'Cannot exceed quota for ACLSizePerRole: 2048'],
  ],
  [
    'a session longer than twelve hours',
    'UpdateRole',
    { RoleName: 'app', MaxSessionDuration: 43_201 },
    ['ValidationError', 400, undefined],
  ],
  ['a name with a slash', 'CreateRole', { ...role, RoleName: 'a/b' }, ['ValidationError', 400, undefined]],
  ['a path without its last slash', 'CreateRole', { ...role, RoleName: 'b', Path: '/a' }, ['ValidationError', 400, undefined]],
  [
    'tags that differ in case only',
    'TagRole',
    {
      RoleName: 'app',
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'A', Value: '' },
      ],
    },
    ['InvalidInput', 400, 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'],
  ],
] as const) {
  test(`refuses ${what} (${name})`, async () => {
    const world = await openWorld()
    await world.call('CreateRole', role)
    const [code, status, message] = refusal
    await assert.rejects(world.call(name, input), message === undefined ? { code, status } : { code, status, message })
  })
}

test('a trust policy may name the account, roles and users that exist, and anybody of accounts elsewhere', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  await world.call('CreateUser', { UserName: 'ann' })
  for (const AWS of [
    ACCOUNT,
    '999999999999',
    arn('app'),
    `arn:aws:iam::${ACCOUNT}:user/ann`,
    'arn:aws:iam::999999999999:role/x',
    '*',
  ]) {
    await world.call('UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: trusting({ AWS }) })
  }
})

test('a trust policy of exactly the quota is kept; white space does not count', async () => {
  const world = await openWorld()
  await world.call('CreateRole', { ...role, AssumeRolePolicyDocument: longTrust(2_048) })
  const spaced = JSON.stringify(JSON.parse(longTrust(2_048)), undefined, 8)
  await world.call('UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: spaced })
  const { Role } = await world.call('GetRole', { RoleName: 'app' })
  assert.equal(decodeURIComponent((Role as { AssumeRolePolicyDocument: string }).AssumeRolePolicyDocument), spaced)
})

test('inline policies are listed by name, read back as written, and share one quota', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  for (const PolicyName of ['b', 'a', '__proto__']) {
    await world.call('PutRolePolicy', {
      RoleName: 'app',
      PolicyName,
      PolicyDocument: allow(`s3:${PolicyName === 'b' ? 'Get*' : 'Put*'}`),
    })
  }
  assert.deepEqual(await world.call('ListRolePolicies', { RoleName: 'app' }), {
    PolicyNames: ['__proto__', 'a', 'b'],
    IsTruncated: false,
  })
  assert.deepEqual(await world.call('GetRolePolicy', { RoleName: 'app', PolicyName: 'b' }), {
    RoleName: 'app',
    PolicyName: 'b',
    PolicyDocument: encodeDocument(allow('s3:Get*')),
  })
  const large = allow(`s3:${'a'.repeat(9_000)}`)
  await world.call('PutRolePolicy', { RoleName: 'app', PolicyName: 'a', PolicyDocument: large })
  await assert.rejects(world.call('PutRolePolicy', { RoleName: 'app', PolicyName: 'b', PolicyDocument: large }), {
    code: 'LimitExceeded',
    message: 'Maximum policy size of 10240 bytes exceeded for role app',
  })
})

test('a role has ten managed policies at most; attaching one twice is one', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  for (let number = 0; number <= 10; number++) {
    await world.call('CreatePolicy', { PolicyName: `p${number}`, PolicyDocument: allow('s3:*') })
  }
  for (const number of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]) {
    await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: policyArn(`p${number}`) })
  }
  await assert.rejects(world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: policyArn('p10') }), {
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for PoliciesPerRole: 10',
  })
  const { AttachedPolicies } = await world.call('ListAttachedRolePolicies', { RoleName: 'app', MaxItems: 2 })
  assert.deepEqual(AttachedPolicies, [
    { PolicyName: 'p0', PolicyArn: policyArn('p0') },
    { PolicyName: 'p1', PolicyArn: policyArn('p1') },
  ])
})

test('attached policies are listed below a path', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  await world.call('CreatePolicy', { PolicyName: 'a', Path: '/x/', PolicyDocument: allow('s3:*') })
  await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: policyArn('x/a') })
  for (const [PathPrefix, count] of [
    ['/x/', 1],
    ['/', 1],
    ['/y/', 0],
  ] as const) {
    const { AttachedPolicies } = await world.call('ListAttachedRolePolicies', { RoleName: 'app', PathPrefix })
    assert.equal((AttachedPolicies as unknown[]).length, count, PathPrefix)
  }
})

test('a role with policies is not deleted; one without is, and what bounded it is free', async () => {
  const world = await openWorld()
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') })
  await world.call('CreateRole', { ...role, PermissionsBoundary: policyArn('m') })
  await world.call('AttachRolePolicy', { RoleName: 'app', PolicyArn: policyArn('m') })
  await world.call('PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument: allow('s3:*') })
  const refused = (message: string) =>
    assert.rejects(world.call('DeleteRole', { RoleName: 'app' }), { code: 'DeleteConflict', status: 409, message })
  await refused('Cannot delete entity, must detach all policies first.')
  await world.call('DetachRolePolicy', { RoleName: 'app', PolicyArn: policyArn('m') })
  await refused('Cannot delete entity, must delete policies first.')
  await world.call('DeleteRolePolicy', { RoleName: 'app', PolicyName: 'p' })
  await world.call('DeleteRole', { RoleName: 'app' })
  await world.call('DeletePolicy', { PolicyArn: policyArn('m') })
})

test('a boundary shows in GetRole until it is taken away', async () => {
  const world = await openWorld()
  await world.call('CreatePolicy', { PolicyName: 'm', PolicyDocument: allow('s3:*') })
  await world.call('CreateRole', role)
  await world.call('PutRolePermissionsBoundary', { RoleName: 'app', PermissionsBoundary: policyArn('m') })
  const boundary = async () => {
    const { Role } = await world.call('GetRole', { RoleName: 'app' })
    return (Role as { PermissionsBoundary?: object }).PermissionsBoundary
  }
  assert.deepEqual(await boundary(), { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: policyArn('m') })
  await world.call('DeleteRolePermissionsBoundary', { RoleName: 'app' })
  await world.call('DeleteRolePermissionsBoundary', { RoleName: 'app' })
  assert.equal(await boundary(), undefined)
})

test('tags are added, replaced ignoring case, removed, and listed in pages', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  await world.call('TagRole', {
    RoleName: 'app',
    Tags: [
      { Key: 'b', Value: '1' },
      { Key: 'a', Value: '' },
    ],
  })
  await world.call('TagRole', { RoleName: 'app', Tags: [{ Key: 'B', Value: '2' }] })
  const first = await world.call('ListRoleTags', { RoleName: 'app', MaxItems: 1 })
  assert.deepEqual(first['Tags'], [{ Key: 'B', Value: '2' }])
  const second = await world.call('ListRoleTags', { RoleName: 'app', Marker: first['Marker'] })
  assert.deepEqual(second, { Tags: [{ Key: 'a', Value: '' }], IsTruncated: false })
  await world.call('UntagRole', { RoleName: 'app', TagKeys: ['b', 'none'] })
  assert.deepEqual((await world.call('ListRoleTags', { RoleName: 'app' }))['Tags'], [{ Key: 'a', Value: '' }])
})

test('ListRoles gives roles below a path, in pages, with their longest session but without tags', async () => {
  const world = await openWorld()
  for (const [RoleName, Path] of [
    ['b', '/'],
    ['A', '/x/'],
    ['c', '/x/y/'],
  ] as const) {
    await world.call('CreateRole', { ...role, RoleName, Path, Tags: [{ Key: 'k', Value: 'v' }] })
  }
  const names = async (input: object) => {
    const { Roles, Marker } = await world.call('ListRoles', input)
    return { names: (Roles as { RoleName: string }[]).map(({ RoleName }) => RoleName), Marker }
  }
  assert.deepEqual((await names({})).names, ['A', 'b', 'c'])
  assert.deepEqual((await names({ PathPrefix: '/x/' })).names, ['A', 'c'])
  const { Marker } = await names({ MaxItems: 2 })
  assert.deepEqual((await names({ Marker })).names, ['c'])
  const { Roles } = await world.call('ListRoles', { MaxItems: 1 })
  const [first] = Roles as { MaxSessionDuration: number; Tags?: unknown }[]
  assert.deepEqual([first?.MaxSessionDuration, first?.Tags], [3600, undefined])
})

test('an existing role is in no instance profile', async () => {
  const world = await openWorld()
  await world.call('CreateRole', role)
  assert.deepEqual(await world.call('ListInstanceProfilesForRole', { RoleName: 'app' }), {
    InstanceProfiles: [],
    IsTruncated: false,
  })
  await assert.rejects(world.call('ListInstanceProfilesForRole', { RoleName: 'none' }), { code: 'NoSuchEntity' })
})

test('an account has a thousand roles at most', async () => {
  const world = await openWorld()
  await Promise.all(Array.from({ length: 1_000 }, (_, number) => world.call('CreateRole', { ...role, RoleName: `r${number}` })))
  await assert.rejects(world.call('CreateRole', role), {
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for RolesPerAccount: 1000',
  })
})
