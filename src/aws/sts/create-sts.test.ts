import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import type { Caller } from '../operation/index.ts'
import { createFakeSts, type FakeSts, NOW, ROOT, refusalOf } from './fakes/fake-sts.ts'
import { USER } from './fakes/test-user.ts'

interface SessionOutput {
  readonly Credentials: { AccessKeyId: string; SessionToken: string; Expiration: Date }
}

async function callerOf(sts: FakeSts, accessKeyId: string, token?: string): Promise<Caller> {
  const found = await sts.credentials.find(accessKeyId, token, sts.now)
  assert.ok(found.ok)
  return found.credentials.caller
}

async function withUser(): Promise<FakeSts> {
  const sts = await createFakeSts()
  sts.directory.addAccessKey(USER)
  return sts
}

test('every operation that the SDK knows is either built or named as not built', async () => {
  const { service } = await createFakeSts()
  const commands = new URL('../../../node_modules/@aws-sdk/client-sts/dist-types/commands', import.meta.url)
  const names = readdirSync(commands).flatMap((file) => /^(\w+)Command\.d\.ts$/.exec(file)?.[1] ?? [])
  assert.deepEqual([...service.operations.map(({ name }) => name), ...service.notBuilt].sort(), names.sort())
})

test('GetCallerIdentity tells root, a user and a session who they are, and is never denied', async () => {
  const sts = await withUser()
  const operation = sts.service.operations.find(({ name }) => name === 'GetCallerIdentity')
  assert.equal(operation?.authorize({}, {} as never), 'never-denied')
  const { Credentials, AssumedRoleUser } = await sts.assume(sts.token())
  const session = await callerOf(sts, Credentials.AccessKeyId, Credentials.SessionToken)
  const expected: readonly [Caller, object][] = [
    [await callerOf(sts, ROOT.accessKeyId), { Arn: 'arn:aws:iam::123456789012:root', UserId: '123456789012' }],
    [await callerOf(sts, USER.accessKeyId), { Arn: USER.userArn, UserId: USER.userId }],
    [session, { Arn: AssumedRoleUser.Arn, UserId: AssumedRoleUser.AssumedRoleId }],
  ]
  for (const [caller, identity] of expected) {
    assert.deepEqual(await sts.call('GetCallerIdentity', {}, caller), { ...identity, Account: '123456789012' })
  }
})

test('GetSessionToken gives a user temporary credentials of his own, which cannot make more', async () => {
  const sts = await withUser()
  const user = await callerOf(sts, USER.accessKeyId)
  const { Credentials } = (await sts.call('GetSessionToken', {}, user)) as unknown as SessionOutput
  assert.deepEqual(Credentials.Expiration, new Date(NOW + 43_200_000))
  const session = await callerOf(sts, Credentials.AccessKeyId, Credentials.SessionToken)
  assert.deepEqual(session.principal, user.principal)
  assert.equal(session.accessKeyId, Credentials.AccessKeyId)
  assert.equal(session.context['aws:username'], 'ann')
  assert.equal(session.context['aws:tokenissuetime'], '2026-11-21T12:00:00Z')
  assert.equal((await refusalOf(sts.call('GetSessionToken', {}, session))).code, 'AccessDenied')
  const { Credentials: assumed } = await sts.assume(sts.token())
  const role = await callerOf(sts, assumed.AccessKeyId, assumed.SessionToken)
  assert.equal((await refusalOf(sts.call('GetSessionToken', {}, role))).code, 'AccessDenied')
})

test('the session of an access key ends with the key', async () => {
  const sts = await withUser()
  const user = await callerOf(sts, USER.accessKeyId)
  const { Credentials } = (await sts.call('GetSessionToken', {}, user)) as unknown as SessionOutput
  sts.directory.addAccessKey({ ...USER, active: false })
  const found = await sts.credentials.find(Credentials.AccessKeyId, Credentials.SessionToken, sts.now)
  assert.deepEqual(found, { ok: false, problem: 'inactive-access-key' })
})

test("root's GetSessionToken lasts an hour, however long it asks for", async () => {
  const sts = await withUser()
  const root = await callerOf(sts, ROOT.accessKeyId)
  const output = (await sts.call('GetSessionToken', { DurationSeconds: 7_200 }, root)) as unknown as SessionOutput
  assert.deepEqual(output.Credentials.Expiration, new Date(NOW + 3_600_000))
  const session = await callerOf(sts, output.Credentials.AccessKeyId, output.Credentials.SessionToken)
  assert.equal(session.principal.type, 'root')
})

test('GetAccessKeyInfo tells the account of a key that exists, and asks for a permission', async () => {
  const sts = await withUser()
  assert.deepEqual(await sts.call('GetAccessKeyInfo', { AccessKeyId: USER.accessKeyId }), { Account: USER.accountId })
  assert.deepEqual(await sts.call('GetAccessKeyInfo', { AccessKeyId: ROOT.accessKeyId }), { Account: ROOT.accountId })
  const unknown = await refusalOf(sts.call('GetAccessKeyInfo', { AccessKeyId: 'AKIANOBODYNOBODYNOBO' }))
  assert.equal(unknown.code, 'ValidationError')
  const operation = sts.service.operations.find(({ name }) => name === 'GetAccessKeyInfo')
  assert.deepEqual(operation?.authorize({} as never, {} as never), [{ action: 'sts:GetAccessKeyInfo', resource: '*' }])
})

test('DecodeAuthorizationMessage knows no message, because nothing here encodes one, and asks for a permission', async () => {
  const sts = await withUser()
  assert.deepEqual(await refusalOf(sts.call('DecodeAuthorizationMessage', { EncodedMessage: 'x' })), {
    code: 'InvalidAuthorizationMessageException',
    status: 400,
    message: 'Message is not valid',
  })
  const operation = sts.service.operations.find(({ name }) => name === 'DecodeAuthorizationMessage')
  assert.deepEqual(operation?.authorize({} as never, {} as never), [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }])
})
