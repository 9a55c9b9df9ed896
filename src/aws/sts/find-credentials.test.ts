import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CredentialProblem } from '../operation/index.ts'
import { createFakeSts, type FakeSts, ROLE_ARN, ROOT, trustOf } from './fakes/fake-sts.ts'
import { USER } from './fakes/test-user.ts'

async function caller(sts: FakeSts, accessKeyId: string, token?: string) {
  const found = await sts.credentials.find(accessKeyId, token, sts.now)
  assert.ok(found.ok)
  return { ...found.credentials.caller, secret: found.credentials.secretAccessKey }
}

async function problem(sts: FakeSts, accessKeyId: string, token?: string): Promise<CredentialProblem | 'found'> {
  const found = await sts.credentials.find(accessKeyId, token, sts.now)
  return found.ok ? 'found' : found.problem
}

test("root's access key identifies root", async () => {
  const root = await caller(await createFakeSts(), ROOT.accessKeyId)
  assert.equal(root.arn, 'arn:aws:iam::123456789012:root')
  assert.equal(root.userId, '123456789012')
  assert.equal(root.secret, ROOT.secretAccessKey)
  assert.deepEqual(root.context, {
    'aws:principalarn': root.arn,
    'aws:userid': '123456789012',
    'aws:principaltype': 'Account',
    'aws:principalaccount': '123456789012',
  })
})

test("a user's access key identifies the user, with name and tags", async () => {
  const sts = await createFakeSts()
  sts.directory.addAccessKey(USER)
  const user = await caller(sts, USER.accessKeyId)
  assert.deepEqual(user.principal, { type: 'user', accountId: USER.accountId, arn: USER.userArn, uniqueId: USER.userId })
  assert.deepEqual(user.context, {
    'aws:principalarn': USER.userArn,
    'aws:userid': USER.userId,
    'aws:username': 'ann',
    'aws:principaltype': 'User',
    'aws:principalaccount': USER.accountId,
    'aws:principaltag/team': 'Blue',
  })
})

test('a key that was made inactive, and one that nobody has, are told apart', async () => {
  const sts = await createFakeSts()
  sts.directory.addAccessKey({ ...USER, active: false })
  assert.equal(await problem(sts, USER.accessKeyId), 'inactive-access-key')
  assert.equal(await problem(sts, 'AKIANOBODYNOBODYNOBO'), 'unknown-access-key')
})

test('long-term keys go without a session token, session keys never', async () => {
  const sts = await createFakeSts()
  sts.directory.addAccessKey(USER)
  const { Credentials } = await sts.assume(sts.token())
  assert.equal(await problem(sts, USER.accessKeyId, Credentials.SessionToken), 'invalid-session-token')
  assert.equal(await problem(sts, ROOT.accessKeyId, Credentials.SessionToken), 'invalid-session-token')
  assert.equal(await problem(sts, Credentials.AccessKeyId), 'unknown-access-key')
})

test('a session is known until its last second, by our clock', async () => {
  const sts = await createFakeSts()
  const { Credentials } = await sts.assume(sts.token())
  sts.now = Credentials.Expiration.getTime() - 1
  assert.equal(await problem(sts, Credentials.AccessKeyId, Credentials.SessionToken), 'found')
  sts.now += 1
  assert.equal(await problem(sts, Credentials.AccessKeyId, Credentials.SessionToken), 'expired-session')
})

test('the token of one session with the key of another is refused, remembered or not', async () => {
  const sts = await createFakeSts()
  const [one, other] = [await sts.assume(sts.token()), await sts.assume(sts.token())]
  const mixed = () => problem(sts, one.Credentials.AccessKeyId, other.Credentials.SessionToken)
  assert.equal(await mixed(), 'invalid-session-token')
  await caller(sts, one.Credentials.AccessKeyId, one.Credentials.SessionToken)
  await caller(sts, other.Credentials.AccessKeyId, other.Credentials.SessionToken)
  assert.equal(await mixed(), 'invalid-session-token')
})

test('a flipped bit is refused also after the session has been remembered', async () => {
  const sts = await createFakeSts()
  const { AccessKeyId, SessionToken } = (await sts.assume(sts.token())).Credentials
  await caller(sts, AccessKeyId, SessionToken)
  const at = SessionToken.length - 3
  const flipped = `${SessionToken.slice(0, at)}${SessionToken[at] === 'A' ? 'B' : 'A'}${SessionToken.slice(at + 1)}`
  assert.equal(await problem(sts, AccessKeyId, flipped), 'invalid-session-token')
  assert.equal(await problem(sts, AccessKeyId, SessionToken), 'found')
})

test('a session follows its role: the tags as they are now, and its end with the role', async () => {
  const sts = await createFakeSts()
  const { AccessKeyId, SessionToken } = (await sts.assume(sts.token())).Credentials
  assert.equal((await caller(sts, AccessKeyId, SessionToken)).context['aws:principaltag/team'], undefined)
  const roleId = sts.directory.role(ROLE_ARN)?.roleId ?? ''
  sts.directory.addRole({ arn: ROLE_ARN, trust: trustOf(), roleId, tags: [{ Key: 'Team', Value: 'Blue' }] })
  assert.equal((await caller(sts, AccessKeyId, SessionToken)).context['aws:principaltag/team'], 'Blue')
  sts.directory.removeRole(ROLE_ARN)
  assert.equal(await problem(sts, AccessKeyId, SessionToken), 'unknown-access-key')
})

test('a session that was remembered is made into one caller, not into one per request', async () => {
  const sts = await createFakeSts()
  const { AccessKeyId, SessionToken } = (await sts.assume(sts.token())).Credentials
  const [first, second] = [1, 2].map(() => sts.credentials.find(AccessKeyId, SessionToken, sts.now))
  assert.ok(first && second && 'ok' in first && 'ok' in second && first.ok && second.ok)
  assert.equal(first.credentials.caller, second.credentials.caller)
})

test('sessions outlive the rotation of the master key, for as long as the earlier key is kept', async () => {
  const [first, second] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)]
  const before = await createFakeSts()
  const { AccessKeyId, SessionToken } = (await before.assume(before.token())).Credentials
  const rotated = await createFakeSts({ masterKeys: { current: second, earlier: [first] } })
  assert.equal(await problem(rotated, AccessKeyId, SessionToken), 'found')
  const gone = await createFakeSts({ masterKeys: { current: second, earlier: [] } })
  assert.equal(await problem(gone, AccessKeyId, SessionToken), 'invalid-session-token')
})

test("root's id may be whatever the operator chose", async () => {
  const root = { accountId: '210987654321', accessKeyId: 'ASIA-like', secretAccessKey: 's' }
  const sts = await createFakeSts({ rootCredentials: [ROOT, root, { ...root, accessKeyId: 'test' }] })
  assert.equal((await caller(sts, 'ASIA-like')).accountId, '210987654321')
  assert.equal((await caller(sts, 'test')).arn, 'arn:aws:iam::210987654321:root')
})
