/** Wrong is refused, over HTTP and with the AWS SDK: tokens, trust, sessions, signatures, permissions. */
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { AssumeRoleWithWebIdentityCommand, type Credentials, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { generatePrivateKey, type PrivateKey } from '../src/crypto/index.ts'
import { createFencedFetch } from '../src/io/index.ts'
import { startRehearsal, type TestRehearsal } from '../src/testing/index.ts'
import { createServiceAccountToken, keyIdOf } from '../src/token/index.ts'

const ROLE = 'arn:aws:iam::123456789012:role/reader'
const AUDIENCE = 'sts.amazonaws.com'
let rehearsal: TestRehearsal
let core: CoreV1Api
let strangeKey: PrivateKey
let issuer = ''
/** What an attacker has: the issuer's public key, as published. */
let publicKeyPem = ''

const withRoot = () => {
  const { environment } = rehearsal
  const credentials = { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY }
  return { endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION, credentials, maxAttempts: 1 }
}

before(async () => {
  ;[rehearsal, strangeKey] = await Promise.all([startRehearsal(), generatePrivateKey('RS256')])
  issuer = rehearsal.environment.IRSA_ISSUER_URL
  publicKeyPem = await publishedKey()
  const config = new KubeConfig()
  config.loadFromFile(rehearsal.environment.KUBECONFIG)
  core = config.makeApiClient(CoreV1Api)
  await core.createNamespace({ body: { metadata: { name: 'apps' } } })
  await core.createNamespacedServiceAccount({ namespace: 'apps', body: { metadata: { name: 'reader' } } })
  await core.createNamespacedServiceAccount({ namespace: 'apps', body: { metadata: { name: 'other' } } })
  await core.createNamespacedServiceAccount({ namespace: 'default', body: { metadata: { name: 'reader' } } })
  const iam = new IAMClient(withRoot())
  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: [AUDIENCE], ThumbprintList: ['0'.repeat(40)] }),
  )
  await makeRole(iam)
  await new SSMClient(withRoot()).send(new PutParameterCommand({ Name: '/greeting', Type: 'String', Value: 'hello' }))
})

after(() => rehearsal.stop())

async function publishedKey(): Promise<string> {
  const fetch = createFencedFetch()
  const trustedCertificates = [readFileSync(rehearsal.environment.IRSA_CA_FILE, 'utf8')]
  const url = `${issuer}/keys`
  const answer = await fetch({
    url,
    timeoutMs: 5_000,
    maxBytes: 100_000,
    trustedCertificates,
    allowedPrivate: [new URL(url).host],
  })
  fetch.close()
  assert.ok(answer.ok)
  const { keys } = JSON.parse(Buffer.from(answer.response.body).toString()) as { keys: JsonWebKey[] }
  return createPublicKey({ key: keys[0] ?? {}, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString()
}

async function makeRole(iam: IAMClient): Promise<void> {
  const name = issuer.replace('https://', '')
  const trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${name}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${name}:aud`]: AUDIENCE, [`${name}:sub`]: 'system:serviceaccount:apps:reader' } },
    },
  }
  await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: JSON.stringify(trust) }))
  await grant(iam)
}

async function grant(iam: IAMClient): Promise<void> {
  const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' } }
  await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'read', PolicyDocument: JSON.stringify(policy) }))
}

async function tokenOf(namespace: string, name: string, audience = AUDIENCE): Promise<string> {
  const body = { spec: { audiences: [audience], expirationSeconds: 3600 } }
  const { status } = await core.createNamespacedServiceAccountToken({ namespace, name, body })
  return status?.token ?? ''
}

async function assume(token: string): Promise<Credentials> {
  const { endpoint, region } = withRoot()
  const sts = new STSClient({
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' },
  })
  const answer = await sts.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: ROLE, RoleSessionName: 'test', WebIdentityToken: token }),
  )
  assert.ok(answer.Credentials)
  return answer.Credentials
}

function ssmWith(
  credentials: Credentials,
  change: { accessKeyId?: string; secretAccessKey?: string; sessionToken?: string } = {},
): SSMClient {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials
  return new SSMClient({
    ...withRoot(),
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, ...change },
  })
}

const read = new GetParameterCommand({ Name: '/greeting' })

/** A token as the issuer would make it, but for what the case changes, signed by a key that is not the issuer's. */
function forged(changes: { issuer?: string; keyId?: string } = {}): string {
  const now = Math.floor(rehearsal.clock.now() / 1000)
  const description = {
    issuer: changes.issuer ?? issuer,
    audiences: [AUDIENCE],
    issuedAt: now,
    expiresAt: now + 3600,
    tokenId: '00000000-0000-4000-8000-000000000000',
    namespace: 'apps',
    serviceAccount: { name: 'reader', uid: 'uid' },
  }
  return createServiceAccountToken(description, strangeKey, changes.keyId ?? keyIdOf(strangeKey.publicKey))
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function withHeader(header: Record<string, unknown>, sign: (input: string) => string): Promise<string> {
  const [, claims = ''] = (await tokenOf('apps', 'reader')).split('.')
  const input = `${part(header)}.${claims}`
  return `${input}.${sign(input)}`
}

async function issuersKeyId(): Promise<string> {
  const [header = ''] = (await tokenOf('apps', 'reader')).split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
}

test('the right token gets a session that reads, and is who it says it is', async () => {
  const credentials = await assume(await tokenOf('apps', 'reader'))
  const { Parameter } = await ssmWith(credentials).send(read)
  assert.equal(Parameter?.Value, 'hello')
  const sts = new STSClient({
    ...withRoot(),
    credentials: {
      accessKeyId: credentials.AccessKeyId ?? '',
      secretAccessKey: credentials.SecretAccessKey ?? '',
      sessionToken: credentials.SessionToken ?? '',
    },
  })
  const identity = await sts.send(new GetCallerIdentityCommand({}))
  assert.equal(identity.Arn, 'arn:aws:sts::123456789012:assumed-role/reader/test')
})

const DENIED = /Not authorized to perform sts:AssumeRoleWithWebIdentity/
const NO_KEY = /Couldn't retrieve verification key from your identity provider/
const NOT_A_JWT = /The ID Token provided is not a valid JWT/

const TOKENS: readonly (readonly [what: string, token: () => Promise<string> | string, code: string, words: RegExp])[] = [
  ['of the same service account in another namespace', () => tokenOf('default', 'reader'), 'AccessDenied', DENIED],
  ['of another service account', () => tokenOf('apps', 'other'), 'AccessDenied', DENIED],
  ['for another audience', () => tokenOf('apps', 'reader', 'vault'), 'InvalidIdentityToken', /Incorrect token audience/],
  [
    'of an issuer that nobody registered',
    () => forged({ issuer: 'https://oidc.example/id/A' }),
    'InvalidIdentityToken',
    /No OpenIDConnect provider found in your account for https:\/\/oidc\.example\/id\/A/,
  ],
  [
    'of the issuer with a slash at its end',
    () => forged({ issuer: `${issuer}/` }),
    'InvalidIdentityToken',
    /No OpenIDConnect provider found/,
  ],
  ['signed by another key', () => forged(), 'InvalidIdentityToken', NO_KEY],
  [
    "signed by another key under the issuer's key id",
    async () => forged({ keyId: await issuersKeyId() }),
    'InvalidIdentityToken',
    NO_KEY,
  ],
  ['with alg none', () => withHeader({ alg: 'none' }, () => ''), 'InvalidIdentityToken', NOT_A_JWT],
  [
    'with HS256 and the public key as the secret',
    () => withHeader({ alg: 'HS256' }, (input) => createHmac('sha256', publicKeyPem).update(input).digest('base64url')),
    'InvalidIdentityToken',
    NOT_A_JWT,
  ],
  [
    'with a key in its header',
    () => withHeader({ alg: 'RS256', jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, () => 'AAAA'),
    'InvalidIdentityToken',
    NOT_A_JWT,
  ],
  ['that is no token at all', () => 'garbage', 'InvalidIdentityToken', NOT_A_JWT],
]

for (const [what, token, code, words] of TOKENS) {
  test(`a token ${what} is refused`, async () => {
    await assert.rejects(assume(await token()), (error: Error & { Code?: string }) => {
      assert.match(error.message, words)
      assert.ok(error.name.startsWith(code), `${error.name} is not ${code}`)
      return true
    })
  })
}

test('a token with one changed bit in its signature is refused', async () => {
  const token = await tokenOf('apps', 'reader')
  const changed = token.slice(0, -10) + (token.at(-10) === 'A' ? 'B' : 'A') + token.slice(-9)
  await assert.rejects(assume(changed), NO_KEY)
})

test('a changed secret makes a signature that does not match', async () => {
  const credentials = await assume(await tokenOf('apps', 'reader'))
  const changed = ssmWith(credentials, { secretAccessKey: `${credentials.SecretAccessKey?.slice(0, -1)}!` })
  await assert.rejects(changed.send(read), { name: 'InvalidSignatureException' })
})

test('an unknown access key identifies nobody', async () => {
  const credentials = await assume(await tokenOf('apps', 'reader'))
  await assert.rejects(ssmWith(credentials, { accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' }).send(read), {
    name: 'UnrecognizedClientException',
  })
})

test('the session token of one session with the key of another is refused', async () => {
  const [one, two] = [await assume(await tokenOf('apps', 'reader')), await assume(await tokenOf('apps', 'reader'))]
  await assert.rejects(ssmWith(one, { sessionToken: two.SessionToken ?? '' }).send(read), { name: 'UnrecognizedClientException' })
})

test('without the permission the session is told what is missing, and an edit takes effect on the next call', async () => {
  const ssm = ssmWith(await assume(await tokenOf('apps', 'reader')))
  const iam = new IAMClient(withRoot())
  await iam.send(new DeleteRolePolicyCommand({ RoleName: 'reader', PolicyName: 'read' }))
  await assert.rejects(ssm.send(read), {
    name: 'AccessDeniedException',
    message:
      'User: arn:aws:sts::123456789012:assumed-role/reader/test is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:us-east-1:123456789012:parameter/greeting because no identity-based policy allows the ssm:GetParameter action',
  })
  await grant(iam)
  assert.equal((await ssm.send(read)).Parameter?.Value, 'hello')
})

test("a deleted role's session is nobody, also when a role of that name is made again", async () => {
  const ssm = ssmWith(await assume(await tokenOf('apps', 'reader')))
  const iam = new IAMClient(withRoot())
  await iam.send(new DeleteRolePolicyCommand({ RoleName: 'reader', PolicyName: 'read' }))
  await iam.send(new DeleteRoleCommand({ RoleName: 'reader' }))
  await assert.rejects(ssm.send(read), { name: 'UnrecognizedClientException' })
  await makeRole(iam)
  await assert.rejects(ssm.send(read), { name: 'UnrecognizedClientException' })
})

test('an hour later the session has expired, and so has the token', async () => {
  const token = await tokenOf('apps', 'reader')
  const ssm = ssmWith(await assume(token))
  rehearsal.clock.advance(3_700_000)
  await assert.rejects(ssm.send(read), { name: 'ExpiredTokenException' })
  await assert.rejects(assume(token), {
    name: 'ExpiredTokenException',
    message: /^Token expired: current date\/time \d+ must be before the expiration date\/time \d+$/,
  })
})

test('a reset ends earlier sessions and earlier tokens, and keeps the issuer', async () => {
  const token = await tokenOf('apps', 'reader')
  const ssm = ssmWith(await assume(token))
  await rehearsal.reset()
  assert.equal(rehearsal.environment.IRSA_ISSUER_URL, issuer)
  await assert.rejects(ssm.send(read), { name: 'UnrecognizedClientException' })
  await assert.rejects(assume(token), /No OpenIDConnect provider found/)
})
