/** STS over fakes for tests: one account, one provider, one role that trusts one service account, a clock in hand. */
import assert from 'node:assert/strict'
import type { JsonValue } from '../../../base/index.ts'
import type { PrivateKey } from '../../../crypto/index.ts'
import { AwsError, type Call, type Caller, type Output } from '../../operation/index.ts'
import { createSts, type Sts, type StsOptions } from '../index.ts'
import { countingRandom } from './counting-random.ts'
import { createFakeDirectory, type FakeDirectory } from './fake-directory.ts'
import { createFakeIssuer, type FakeIssuer, signedToken, testKey } from './fake-issuer.ts'

export const ACCOUNT = '123456789012'
export const ISSUER = 'https://oidc.example/id/A1B2'
export const PROVIDER_ARN = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example/id/A1B2`
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/team/app`
export const SUBJECT = 'system:serviceaccount:default:app'
export const NOW = Date.parse('2026-11-21T12:00:00Z')
export const ROOT = { accountId: ACCOUNT, accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret' }

const ANONYMOUS: Caller = { principal: { type: 'anonymous' }, accountId: '', arn: '', userId: '', context: {} }

export function trustOf(
  condition: unknown = { StringEquals: { 'oidc.example/id/A1B2:sub': SUBJECT } },
  action: unknown = 'sts:AssumeRoleWithWebIdentity',
) {
  const statement = { Effect: 'Allow', Principal: { Federated: PROVIDER_ARN }, Action: action, Condition: condition }
  return { Version: '2012-10-17', Statement: [statement] }
}

export interface FakeSts extends Sts {
  readonly directory: FakeDirectory
  readonly issuer: FakeIssuer
  readonly key: PrivateKey
  /** What the calls so far have noted, merged. */
  readonly notes: Record<string, JsonValue>
  now: number
  epoch: { number: number; startedAtMs: number }
  /** Claims as the fake issuer has them by default. */
  claims(over?: Readonly<Record<string, unknown>>): Record<string, unknown>
  token(over?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string
  call(name: string, input: Readonly<Record<string, unknown>>, caller?: Caller): Promise<Output>
  /** AssumeRoleWithWebIdentity of the one role. */
  assume(token: string, over?: Readonly<Record<string, unknown>>): Promise<AssumedOutput>
}

export interface AssumedOutput extends Output {
  readonly Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string; Expiration: Date }
  readonly AssumedRoleUser: { Arn: string; AssumedRoleId: string }
}

export async function createFakeSts(over: Partial<StsOptions> = {}): Promise<FakeSts> {
  const key = await testKey('issuer')
  const directory = createFakeDirectory()
  const issuer = createFakeIssuer(ISSUER, key.publicKey)
  directory.addProvider({ url: ISSUER })
  directory.addRole({ arn: ROLE_ARN, trust: trustOf() })
  const fake = { now: NOW, epoch: { number: 1, startedAtMs: NOW - 86_400_000 }, notes: {} as Record<string, JsonValue> }
  const sts = createSts({
    directory,
    clock: { now: () => fake.now },
    random: countingRandom(),
    fetch: issuer.fetch,
    masterKeys: { current: new Uint8Array(32).fill(7), earlier: [] },
    rootCredentials: [ROOT],
    epoch: () => fake.epoch,
    trustedCertificates: ['our CA'],
    allowedPrivate: ['oidc.example:443'],
    partition: 'aws',
    ...over,
  })
  const claims: FakeSts['claims'] = (more = {}) => {
    const seconds = Math.floor(fake.now / 1000)
    const times = { exp: seconds + 3_600, iat: seconds, nbf: seconds }
    return { aud: ['sts.amazonaws.com'], iss: ISSUER, jti: 'token-1', sub: SUBJECT, ...times, ...more }
  }
  const call: FakeSts['call'] = async (name, input, caller = ANONYMOUS) => {
    const operation = sts.service.operations.find((candidate) => candidate.name === name)
    assert.ok(operation, name)
    return operation.handle(input, callOf(fake, caller))
  }
  const assume: FakeSts['assume'] = async (token, more = {}) => {
    const input = { RoleArn: ROLE_ARN, RoleSessionName: 'pod', WebIdentityToken: token, ...more }
    return (await call('AssumeRoleWithWebIdentity', input)) as AssumedOutput
  }
  const token: FakeSts['token'] = (more, header) => signedToken(key, claims(more), header)
  return Object.assign(fake, sts, { directory, issuer, key, claims, token, call, assume })
}

function callOf(fake: { now: number; notes: Record<string, JsonValue> }, caller: Caller): Call {
  return {
    requestId: '00000000-0000-4000-8000-000000000000',
    caller,
    region: 'us-east-1',
    accountId: caller.accountId,
    partition: 'aws',
    now: fake.now,
    context: { 'aws:sourceip': '127.0.0.1' },
    note: (facts) => void Object.assign(fake.notes, facts),
  }
}

/** The code and sentence of a refusal; anything else fails the test. */
export async function refusalOf(attempt: Promise<unknown>): Promise<{ code: string; status: number; message: string }> {
  const outcome = await attempt.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  )
  assert.ok(outcome instanceof AwsError, String(outcome))
  return { code: outcome.code, status: outcome.status, message: outcome.message }
}
