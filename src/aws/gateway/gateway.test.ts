/** The gateway as real AWS SDK clients see it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DescribeClusterCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateDocumentCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { ACCOUNT, type FakeHouse, fakeHouse, REGION, ROOT, SESSION } from './fakes/fake-house.ts'

let house: FakeHouse
before(async () => {
  house = await fakeHouse()
})
after(() => house.close())

const settings = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = SESSION) => ({
  endpoint: house.endpoint,
  region: REGION,
  credentials,
  maxAttempts: 1,
})

const sts = (credentials?: typeof ROOT) => new STSClient(settings(credentials))
const ssm = (credentials?: typeof ROOT) => new SSMClient(settings(credentials))

test('STS: a signed call of a role session knows its caller', async () => {
  const identity = await sts().send(new GetCallerIdentityCommand({}))
  assert.equal(identity.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/reader/pod`)
  assert.equal(identity.Account, ACCOUNT)
  assert.match(identity.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/)
})

test('STS: AssumeRoleWithWebIdentity needs no signature and acts in the default account', async () => {
  const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/reader`, RoleSessionName: 'pod', WebIdentityToken: 'good-token' }
  const answer = await sts().send(
    new AssumeRoleWithWebIdentityCommand({ ...input, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }),
  )
  assert.equal(answer.AssumedRoleUser?.Arn, `anonymous@${ACCOUNT}`)
  assert.equal(answer.AssumedRoleUser?.AssumedRoleId, '1')
  assert.deepEqual(answer.Credentials?.Expiration, new Date(0))
  await assert.rejects(sts().send(new AssumeRoleWithWebIdentityCommand({ ...input, WebIdentityToken: 'stolen-token' })), {
    name: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  })
  const [record] = house.gateway.records.list(1)
  assert.equal(record?.failureId, 'TP01')
  assert.equal(record?.tokenId, 'jti-2')
  assert.equal(record?.outcome, 'denied')
  assert.doesNotMatch(JSON.stringify(record), /stolen-token/)
})

test('STS: a sensitive value that breaks a constraint is not repeated', async () => {
  const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/reader`, RoleSessionName: 'a b', WebIdentityToken: 'abc' }
  await assert.rejects(sts().send(new AssumeRoleWithWebIdentityCommand(input)), {
    name: 'ValidationError',
    message:
      "2 validation errors detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular " +
      "expression pattern: [\\w+=,.@-]*; Value at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
  })
})

test('SSM: what a policy allows goes through, with conditions on caller, call and resource', async () => {
  const answer = await ssm().send(new GetParameterCommand({ Name: 'allowed', WithDecryption: true }))
  assert.equal(answer.Parameter?.Value, 'hello')
  assert.deepEqual(answer.Parameter?.LastModifiedDate, new Date(1500))
  assert.deepEqual(house.gateway.records.list(1)[0]?.permissions, [
    { action: 'ssm:GetParameter', resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/allowed` },
  ])
})

test('SSM: what no policy allows is denied in words, with its trace in the record', async () => {
  await assert.rejects(ssm().send(new GetParameterCommand({ Name: 'other' })), (error: Error & Record<string, unknown>) => {
    assert.equal(error.name, 'AccessDeniedException')
    assert.equal(
      error.message,
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/pod is not authorized to perform: ssm:GetParameter on resource: ` +
        `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/other because no identity-based policy allows the ssm:GetParameter action`,
    )
    const record = house.gateway.records.find((error['$metadata'] as { requestId: string }).requestId)
    assert.equal(record?.decision?.decision, 'implicit-deny')
    assert.equal(record?.status, 400)
    assert.equal(record?.tokenId, 'jti-1')
    assert.equal(record?.accessKeyId, SESSION.accessKeyId)
    return true
  })
  await assert.rejects(ssm().send(new PutParameterCommand({ Name: 'other', Value: 'secret' })), {
    message: /PutParameter on resource: .* with an explicit deny in an identity-based policy$/,
  })
})

test('SSM: root may do all', async () => {
  const answer = await ssm(ROOT).send(new PutParameterCommand({ Name: 'other', Value: 'x' }))
  assert.equal(answer.Version, 1)
})

test('EKS: paths, query parameters and errors of rest-json', async () => {
  const eks = new EKSClient(settings())
  assert.equal((await eks.send(new DescribeClusterCommand({ name: 'demo/1' }))).cluster?.name, 'demo/1')
  const list = await eks.send(new ListClustersCommand({ maxResults: 7, include: ['a', 'b c'] }))
  assert.deepEqual(list.clusters, ['7', 'a', 'b c'])
  await assert.rejects(eks.send(new DescribeClusterCommand({ name: 'none' })), {
    name: 'ResourceNotFoundException',
    message: 'No cluster found for name: none.',
    clusterName: 'none',
  })
  await assert.rejects(eks.send(new ListClustersCommand({ maxResults: 101 })), { name: 'ValidationException' })
})

test('IAM: the code of an error is the wire code', async () => {
  const iam = new IAMClient(settings(ROOT))
  await assert.rejects(iam.send(new GetRoleCommand({ RoleName: 'none' })), (error: Error) => {
    assert.match(error.name, /^NoSuchEntity/)
    assert.equal(error.message, 'The role with name none cannot be found.')
    return true
  })
})

test('an operation that AWS has and we have not built says so, by name, to those whose signature is good', async () => {
  const json = { name: 'NotImplemented', message: 'The operation CreateDocument of ssm is not built here.', $fault: 'server' }
  await assert.rejects(ssm().send(new CreateDocumentCommand({ Name: 'x', Content: '{}' })), json)
  await assert.rejects(sts().send(new GetFederationTokenCommand({ Name: 'xy' })), { name: 'NotImplemented' })
  const stranger = { ...ROOT, secretAccessKey: 'wrong' }
  await assert.rejects(ssm(stranger).send(new CreateDocumentCommand({ Name: 'x', Content: '{}' })), {
    name: 'InvalidSignatureException',
  })
})

test('a bug answers InternalFailure with a request id, is logged with its stack, and harms nobody else', async () => {
  const url = `${house.endpoint}/`
  const client = sts()
  const signedCrash = Object.assign(new GetCallerIdentityCommand({}), {})
  signedCrash.middlewareStack.add(
    (next) => (call) => {
      const request = call.request as { body: string; headers: Record<string, string> }
      request.body = 'Action=Crash&Version=2011-06-15'
      request.headers['content-length'] = String(request.body.length)
      return next(call)
    },
    { step: 'build', priority: 'low' },
  )
  await assert.rejects(client.send(signedCrash), { name: 'InternalFailure', message: /unknown error/ })
  assert.equal(house.bugs.length, 1)
  assert.match(house.bugs[0] ?? '', /a bug in the AWS endpoint.*"operation":"Crash".*TypeError: a bug.*fake-house/)
  assert.equal((await fetch(`${url}_irsa/health`)).status, 200)
})

const AUTHENTICATION: readonly {
  name: string
  credentials: typeof SESSION | typeof ROOT
  query: [string, number]
  json: [string, number]
  rest: [string, number]
}[] = [
  {
    name: 'an unknown key',
    credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
    rest: ['UnrecognizedClientException', 403],
  },
  {
    name: 'a wrong session token',
    credentials: { ...SESSION, sessionToken: 'other' },
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
    rest: ['UnrecognizedClientException', 403],
  },
  {
    name: 'an expired session',
    credentials: { ...SESSION, accessKeyId: 'ASIAEXPIREDEXAMPLE00' },
    query: ['ExpiredToken', 403],
    json: ['ExpiredTokenException', 400],
    rest: ['ExpiredTokenException', 403],
  },
  {
    name: 'a wrong secret',
    credentials: { ...SESSION, secretAccessKey: 'x' },
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
    rest: ['InvalidSignatureException', 403],
  },
]

for (const { name, credentials, query, json, rest } of AUTHENTICATION) {
  test(`${name} is refused in the words of each protocol`, async () => {
    const refused =
      ([code, status]: [string, number]) =>
      (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
        assert.equal(error.name, code)
        assert.equal(error.$metadata?.httpStatusCode, status)
        return true
      }
    await assert.rejects(sts(credentials).send(new GetCallerIdentityCommand({})), refused(query))
    await assert.rejects(ssm(credentials).send(new GetParameterCommand({ Name: 'allowed' })), refused(json))
    await assert.rejects(new EKSClient(settings(credentials)).send(new ListClustersCommand({})), refused(rest))
  })
}

test('a signature of another hour is refused with both times, whatever the rehearsal thinks of the time', async () => {
  const now = Date.now()
  const late = await fakeHouse({ realClock: { now: () => now + 3_600_000 }, clock: { now: () => 0 } })
  const client = new STSClient({ ...settings(), endpoint: late.endpoint, systemClockOffset: 0 })
  await assert.rejects(client.send(new GetCallerIdentityCommand({})), {
    name: 'SignatureDoesNotMatch',
    message: /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
  })
  await late.close()
})
