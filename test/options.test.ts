/** What `irsa up`'s options promise: stable ports, an issuer under another name, accounts, nothing kept. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { startRehearsal, type TestRehearsal } from '../src/testing/index.ts'
import { irsa, removeDirectory, startIrsa, temporaryDirectory } from './support/irsa-process.ts'

const directory = temporaryDirectory()
after(() => removeDirectory(directory))

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789'

function settings(
  { environment }: TestRehearsal,
  accessKeyId = environment.AWS_ACCESS_KEY_ID,
  secretAccessKey = environment.AWS_SECRET_ACCESS_KEY,
) {
  return {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  }
}

test('an issuer of the shape of EKS is found where the rehearsal serves it, and its tokens get a role', async () => {
  await using rehearsal = await startRehearsal({ issuerUrl: ISSUER })
  const iam = new IAMClient(settings(rehearsal))
  const name = ISSUER.replace('https://', '')
  const provider = await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: ISSUER,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['0'.repeat(40)],
    }),
  )
  const got = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: provider.OpenIDConnectProviderArn }))
  assert.equal(got.Url, name, 'a URL without a port comes back without its scheme, as on AWS')
  const trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: provider.OpenIDConnectProviderArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${name}:sub`]: 'system:serviceaccount:default:default' } },
    },
  }
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: JSON.stringify(trust) }))
  const config = new KubeConfig()
  config.loadFromFile(rehearsal.environment.KUBECONFIG)
  const request = {
    namespace: 'default',
    name: 'default',
    body: { spec: { audiences: ['sts.amazonaws.com'], expirationSeconds: 600 } },
  }
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken(request)
  const sts = new STSClient(settings(rehearsal))
  const session = await sts.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: Role?.Arn, RoleSessionName: 'here', WebIdentityToken: status?.token }),
  )
  assert.equal(session.SubjectFromWebIdentityToken, 'system:serviceaccount:default:default')
  assert.equal(session.Provider, provider.OpenIDConnectProviderArn)
})

test("a declared account has a root of its own, whose key id is the account's number", async () => {
  await using rehearsal = await startRehearsal({ account: ['111122223333:sesame'] })
  const sts = new STSClient(settings(rehearsal, '111122223333', 'sesame'))
  assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, 'arn:aws:iam::111122223333:root')
  await assert.rejects(new STSClient(settings(rehearsal, '111122223333', 'wrong')).send(new GetCallerIdentityCommand({})), {
    name: 'SignatureDoesNotMatch',
  })
})

test('with root credentials of one’s own nothing else is accepted', async () => {
  await using rehearsal = await startRehearsal({ rootCredentials: 'test:test' })
  assert.equal((await new STSClient(settings(rehearsal)).send(new GetCallerIdentityCommand({}))).Account, '123456789012')
  await assert.rejects(
    new STSClient(settings(rehearsal, 'AKIAIOSFODNN7EXAMPLE', 'test')).send(new GetCallerIdentityCommand({})),
    { name: 'InvalidClientTokenId' },
  )
})

test('an ephemeral rehearsal leaves nothing behind', async () => {
  const before = new Set(readdirSync(tmpdir()))
  const rehearsal = await startRehearsal()
  const home = dirname(rehearsal.environment.KUBECONFIG)
  assert.ok(existsSync(home))
  await rehearsal.stop()
  assert.ok(!existsSync(home))
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith('irsa-') && !before.has(name) && home.endsWith(name))
  assert.deepEqual(left, [])
})

test('a port that has been taken meanwhile is refused with what to do, and the data directory stays free', async () => {
  const dataDir = join(directory, 'ports')
  const first = await startIrsa(dataDir)
  await first.stop()
  const port = Number(new URL(first.environment.AWS_ENDPOINT_URL).port)
  const squatter = net.createServer().listen(port, '127.0.0.1')
  try {
    const { code, stderr } = await irsa(['up', '--data-dir', dataDir])
    assert.equal(code, 3)
    assert.match(stderr, new RegExp(`port ${port} is taken by another program`))
    assert.match(stderr, /--port/)
  } finally {
    squatter.close()
  }
  const again = await startIrsa(dataDir)
  assert.equal(again.environment.AWS_ENDPOINT_URL, first.environment.AWS_ENDPOINT_URL)
  assert.equal(await again.stop(), 0)
})
