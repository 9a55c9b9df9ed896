import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../../base/index.ts'
import {
  createFakeSts,
  type FakeSts,
  ISSUER,
  NOW,
  PROVIDER_ARN,
  ROLE_ARN,
  refusalOf,
  SUBJECT,
  trustOf,
} from './fakes/fake-sts.ts'

const TAGS = 'https://aws.amazon.com/tags'
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity'
const TRUST_FAILURE = { code: 'AccessDenied', status: 403, message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' }

test('a token of the trusted service account becomes credentials of the role', async () => {
  const sts = await createFakeSts()
  const output = await sts.assume(sts.token())
  const { Credentials, SessionTokenSize, ...rest } = output
  assert.deepEqual(rest, {
    SubjectFromWebIdentityToken: SUBJECT,
    Audience: 'sts.amazonaws.com',
    AssumedRoleUser: {
      Arn: 'arn:aws:sts::123456789012:assumed-role/app/pod',
      AssumedRoleId: `${sts.directory.role(ROLE_ARN)?.roleId}:pod`,
    },
    Provider: PROVIDER_ARN,
    SourceIdentity: undefined,
    SessionTokenUtilization: Math.ceil((100 * Number(SessionTokenSize)) / LIMITS.session.tokenBytes),
  })
  assert.deepEqual(Credentials.Expiration, new Date(NOW + 3_600_000))
  assert.equal(SessionTokenSize, Credentials.SessionToken.length)
  assert.deepEqual(Object.keys(output).slice(0, 5), [
    'SubjectFromWebIdentityToken',
    'Audience',
    'AssumedRoleUser',
    'Credentials',
    'Provider',
  ])
  assert.deepEqual(sts.notes, { tokenId: 'token-1', subject: SUBJECT, roleArn: ROLE_ARN, provider: PROVIDER_ARN })
})

test('the credentials identify the session, with the keys that it carries', async () => {
  const sts = await createFakeSts()
  const { Credentials } = await sts.assume(sts.token({ amr: ['pwd', 'mfa'] }))
  const found = await sts.credentials.find(Credentials.AccessKeyId, Credentials.SessionToken, sts.now)
  assert.ok(found.ok)
  assert.equal(found.credentials.secretAccessKey, Credentials.SecretAccessKey)
  const { caller } = found.credentials
  assert.equal(caller.arn, 'arn:aws:sts::123456789012:assumed-role/app/pod')
  assert.equal(caller.session?.tokenId, 'token-1')
  assert.deepEqual(caller.context, {
    'aws:principalarn': ROLE_ARN,
    'aws:userid': caller.userId,
    'aws:principaltype': 'AssumedRole',
    'aws:principalaccount': '123456789012',
    'aws:tokenissuetime': '2026-11-21T12:00:00Z',
    'aws:multifactorauthpresent': 'false',
    'aws:federatedprovider': PROVIDER_ARN,
    'oidc.example/id/a1b2:aud': 'sts.amazonaws.com',
    'oidc.example/id/a1b2:sub': SUBJECT,
    'oidc.example/id/a1b2:amr': ['pwd', 'mfa'],
  })
})

test('the session lasts as long as was asked, within what the role allows', async () => {
  const sts = await createFakeSts()
  sts.directory.addRole({ arn: ROLE_ARN, trust: trustOf(), maxSessionSeconds: 7_200 })
  const { Credentials } = await sts.assume(sts.token(), { DurationSeconds: 7_200 })
  assert.deepEqual(Credentials.Expiration, new Date(NOW + 7_200_000))
  assert.deepEqual(await refusalOf(sts.assume(sts.token(), { DurationSeconds: 7_201 })), {
    code: 'ValidationError',
    status: 400,
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  })
})

for (const RoleArn of [
  'app',
  'arn:aws:iam::123456789012:policy/app',
  PROVIDER_ARN,
  'arn:aws:iam::12345678901:role/app',
  'arn:aws:iam:us-east-1:123456789012:role/app',
  'arn:aws-cn:iam::123456789012:role/app',
  'arn:aws:iam::123456789012:role/',
  'arn:aws:iam::123456789012:role/team app',
  `${ROLE_ARN} `,
]) {
  test(`${RoleArn} is no role ARN`, async () => {
    const sts = await createFakeSts()
    const expected = { code: 'ValidationError', status: 400, message: 'Request ARN is invalid' }
    assert.deepEqual(await refusalOf(sts.assume(sts.token(), { RoleArn })), expected)
    assert.equal(sts.notes['failureId'], 'SA04')
  })
}

type Prepare = (sts: FakeSts) => Promise<unknown>
const UNTRUSTED: readonly [what: string, attempt: Prepare][] = [
  ['the subject is of another namespace', (sts) => sts.assume(sts.token({ sub: 'system:serviceaccount:other:app' }))],
  ['the subject is another service account', (sts) => sts.assume(sts.token({ sub: 'system:serviceaccount:default:web' }))],
  ['the subject differs in case', (sts) => sts.assume(sts.token({ sub: SUBJECT.toUpperCase() }))],
  ['there is no such role', (sts) => sts.assume(sts.token(), { RoleArn: 'arn:aws:iam::123456789012:role/nobody' })],
  ['the path of the role is left out', (sts) => sts.assume(sts.token(), { RoleArn: 'arn:aws:iam::123456789012:role/app' })],
  ['the role was deleted', (sts) => removed(sts)],
  ['the trust policy names another action', (sts) => trusting(sts, trustOf(undefined, 'sts:AssumeRole'))],
  ['the trust policy names another provider', (sts) => trusting(sts, anotherProvider())],
  [
    'the trust policy wants another audience',
    (sts) => trusting(sts, trustOf({ StringEquals: { 'oidc.example/id/A1B2:aud': 'x' } })),
  ],
  ['the trust policy denies', (sts) => trusting(sts, denying())],
  [
    'session tags come without sts:TagSession',
    (sts) => sts.assume(sts.token({ [TAGS]: { principal_tags: { Project: ['a'] } } })),
  ],
  ['a source identity comes without sts:SetSourceIdentity', (sts) => sts.assume(sts.token({ [SOURCE_IDENTITY]: 'Admin' }))],
  ['the session has another name than wanted', (sts) => trusting(sts, trustOf({ StringEquals: { 'sts:RoleSessionName': 'x' } }))],
]

function removed(sts: FakeSts) {
  sts.directory.removeRole(ROLE_ARN)
  return sts.assume(sts.token())
}

function trusting(sts: FakeSts, trust: unknown) {
  sts.directory.addRole({ arn: ROLE_ARN, trust })
  return sts.assume(sts.token())
}

function anotherProvider() {
  const [statement] = trustOf().Statement
  return { ...trustOf(), Statement: [{ ...statement, Principal: { Federated: `${PROVIDER_ARN}9` } }] }
}

function denying() {
  const [allow] = trustOf().Statement
  return { ...trustOf(), Statement: [allow, { ...allow, Effect: 'Deny' }] }
}

for (const [what, attempt] of UNTRUSTED) {
  test(`one sentence says no if ${what}`, async () => {
    assert.deepEqual(await refusalOf(attempt(await createFakeSts())), TRUST_FAILURE)
  })
}

test('a refusal by the trust policy is recorded with its proof, an answer of yes without', async () => {
  const sts = await createFakeSts()
  await sts.assume(sts.token())
  assert.equal(sts.notes['decision'], undefined)
  await refusalOf(sts.assume(sts.token({ sub: 'system:serviceaccount:default:web' })))
  const decision = sts.notes['decision'] as unknown as { decision: string; because: unknown[] }
  assert.equal(decision.decision, 'implicit-deny')
  assert.ok(decision.because.length > 0)
  assert.equal(sts.notes['subject'], 'system:serviceaccount:default:web')
})

test('the record of a refusal never holds a part of the token', async () => {
  const sts = await createFakeSts()
  const good = sts.token({ sub: 'system:serviceaccount:default:web' })
  for (const token of [good, `${good.slice(0, -4)}AAAA`, 'not.a.token']) {
    await refusalOf(sts.assume(token))
    const noted = JSON.stringify(sts.notes)
    for (const part of token.split('.')) assert.ok(part.length < 10 || !noted.includes(part))
  }
})

test('the role that was deleted and made again is another: the earlier session ends', async () => {
  const sts = await createFakeSts()
  const { Credentials } = await sts.assume(sts.token())
  sts.directory.removeRole(ROLE_ARN)
  const find = () => sts.credentials.find(Credentials.AccessKeyId, Credentials.SessionToken, sts.now)
  assert.deepEqual(await find(), { ok: false, problem: 'unknown-access-key' })
  sts.directory.addRole({ arn: ROLE_ARN, trust: trustOf() })
  assert.deepEqual(await find(), { ok: false, problem: 'unknown-access-key' })
})

for (const [form, claims] of Object.entries({
  nested: { [TAGS]: { principal_tags: { Project: ['Automation'], Team: 'Blue' }, transitive_tag_keys: ['Project'] } },
  flattened: {
    [`${TAGS}/principal_tags/Project`]: ['Automation'],
    [`${TAGS}/principal_tags/Team`]: ['Blue'],
    [`${TAGS}/transitive_tag_keys`]: ['Project'],
  },
})) {
  test(`session tags in the ${form} form and a source identity are carried by the session`, async () => {
    const sts = await createFakeSts()
    const actions = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity']
    const condition = { StringEquals: { 'aws:RequestTag/project': 'Automation', 'sts:SourceIdentity': 'Admin' } }
    sts.directory.addRole({ arn: ROLE_ARN, trust: trustOf(condition, actions), tags: [{ Key: 'TEAM', Value: 'Red' }] })
    const output = await sts.assume(sts.token({ ...claims, [SOURCE_IDENTITY]: 'Admin' }))
    assert.equal(output['SourceIdentity'], 'Admin')
    assert.ok(Number(output['PackedPolicySize']) >= 1)
    const found = await sts.credentials.find(output.Credentials.AccessKeyId, output.Credentials.SessionToken, sts.now)
    assert.ok(found.ok)
    const { context, session } = found.credentials.caller
    assert.equal(context['aws:principaltag/project'], 'Automation')
    assert.equal(context['aws:principaltag/team'], 'Blue')
    assert.equal(context['aws:sourceidentity'], 'Admin')
    assert.deepEqual(session?.transitiveTagKeys, ['Project'])
  })
}

const NARROW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ssm:GetParameter","Resource":"*"}]}'
const MANAGED = 'arn:aws:iam::123456789012:policy/narrow'

test('session policies are carried by the session and measured', async () => {
  const sts = await createFakeSts()
  sts.directory.addManagedPolicy(MANAGED, JSON.parse(NARROW))
  const output = await sts.assume(sts.token(), { Policy: NARROW, PolicyArns: [{ arn: MANAGED }] })
  assert.ok(Number(output['PackedPolicySize']) > 1 && Number(output['PackedPolicySize']) < 100)
  const found = await sts.credentials.find(output.Credentials.AccessKeyId, output.Credentials.SessionToken, sts.now)
  assert.ok(found.ok)
  assert.equal(found.credentials.caller.session?.policy, NARROW)
  assert.deepEqual(found.credentials.caller.session?.policyArns, [MANAGED])
})

const BAD_POLICIES: readonly [what: string, input: Record<string, unknown>, code: string][] = [
  ['is not JSON', { Policy: 'not JSON' }, 'MalformedPolicyDocument'],
  ['names a principal', { Policy: JSON.stringify(trustOf()) }, 'MalformedPolicyDocument'],
  ['does not exist', { PolicyArns: [{ arn: `${MANAGED}-absent` }] }, 'ValidationError'],
  ['is of another account', { PolicyArns: [{ arn: 'arn:aws:iam::210987654321:policy/narrow' }] }, 'ValidationError'],
  ['is named by an ARN of something else', { PolicyArns: [{ arn: ROLE_ARN }] }, 'ValidationError'],
  ['is too long with its ARNs', { Policy: NARROW.padEnd(2_040), PolicyArns: [{ arn: MANAGED }] }, 'PackedPolicyTooLarge'],
  [
    'does not fit when packed',
    { Policy: NARROW.replace('"*"', `"arn:aws:s3:::b/${'ÿ'.repeat(1_900)}"`) },
    'PackedPolicyTooLarge',
  ],
]
for (const [what, input, code] of BAD_POLICIES) {
  test(`a session policy that ${what} is refused`, async () => {
    const sts = await createFakeSts()
    sts.directory.addManagedPolicy(MANAGED, JSON.parse(NARROW))
    const refusal = await refusalOf(sts.assume(sts.token(), input))
    assert.equal(refusal.code, code)
    assert.equal(refusal.status, 400)
    if (code === 'PackedPolicyTooLarge') {
      assert.match(refusal.message, /^Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.$/)
    }
  })
}

test('MinimumSessionTokenSize lengthens the token and the answer says so', async () => {
  const sts = await createFakeSts()
  const output = await sts.assume(sts.token(), { MinimumSessionTokenSize: 4_096 })
  assert.equal(output.Credentials.SessionToken.length, 4_096)
  assert.equal(output['SessionTokenSize'], 4_096)
  assert.equal(output['SessionTokenUtilization'], 100)
  assert.equal(output['PackedPolicySize'], undefined)
  assert.ok((await sts.credentials.find(output.Credentials.AccessKeyId, output.Credentials.SessionToken, sts.now)).ok)
})

test('a token that a reset has ended is too old, and its sessions are unknown', async () => {
  const sts = await createFakeSts()
  const token = sts.token()
  const { Credentials } = await sts.assume(token)
  sts.now += 10_000
  sts.epoch = { number: 2, startedAtMs: sts.now - 5_000 }
  assert.deepEqual(await refusalOf(sts.assume(token)), {
    code: 'ExpiredTokenException',
    status: 400,
    message: 'Token too old: 10',
  })
  const found = await sts.credentials.find(Credentials.AccessKeyId, Credentials.SessionToken, sts.now)
  assert.deepEqual(found, { ok: false, problem: 'unknown-access-key' })
  assert.ok(await sts.assume(sts.token()))
})

test('where a token has azp, that is its audience, and the trust policy sees it so', async () => {
  const sts = await createFakeSts()
  sts.directory.addProvider({ url: ISSUER, clientIds: ['party', 'sts.amazonaws.com'] })
  const condition = { StringEquals: { 'oidc.example/id/A1B2:aud': 'party', 'oidc.example/id/A1B2:oaud': 'sts.amazonaws.com' } }
  sts.directory.addRole({ arn: ROLE_ARN, trust: trustOf(condition) })
  const output = await sts.assume(sts.token({ azp: 'party' }))
  assert.equal(output['Audience'], 'party')
})

test('the operation needs no signature and asks for no permission', async () => {
  const sts = await createFakeSts()
  const operation = sts.service.operations.find(({ name }) => name === 'AssumeRoleWithWebIdentity')
  assert.equal(operation?.authentication, 'none')
  assert.equal(operation?.input.members['ProviderId']?.kind, 'refused')
})
