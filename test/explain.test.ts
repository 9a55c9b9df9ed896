/** `irsa explain`: offline with tokens and policies from files, and against a rehearsal: tokens, requests, pods. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { answerText } from '../src/app/explain/answer.ts'
import { explainOffline } from '../src/app/explain/explain-offline.ts'
import { explainPod } from '../src/app/explain/explain-pod.ts'
import { explainToken } from '../src/app/explain/explain-token.ts'
import type { PrivateKey } from '../src/crypto/index.ts'
import { generatePrivateKey } from '../src/crypto/index.ts'
import { startRehearsal, type TestRehearsal } from '../src/testing/index.ts'
import { createServiceAccountToken, jwkSetText, keyIdOf } from '../src/token/index.ts'
import { irsa, removeDirectory, temporaryDirectory } from './support/irsa-process.ts'
import type { Outcome } from './support/programs.ts'

const AUDIENCE = 'sts.amazonaws.com'
const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'
const HOUR = 3_600

interface TokenWishes {
  readonly issuer?: string
  readonly namespace?: string
  readonly serviceAccount?: string
  readonly audience?: string
  readonly ageSeconds?: number
}

function tokenOf(key: PrivateKey, keyId: string, wishes: TokenWishes = {}): string {
  const {
    issuer = ISSUER,
    namespace = 'demo-namespace',
    serviceAccount = 'demo-sa',
    audience = AUDIENCE,
    ageSeconds = 0,
  } = wishes
  const issuedAt = Math.floor(Date.now() / 1000) - ageSeconds
  const description = {
    issuer,
    audiences: [audience],
    issuedAt,
    expiresAt: issuedAt + HOUR,
    tokenId: '00000000-0000-4000-8000-000000000000',
    namespace,
    serviceAccount: { name: serviceAccount, uid: '00000000-0000-4000-8000-000000000001' },
  }
  return createServiceAccountToken(description, key, keyId)
}

function trustPolicy(provider: string, Condition: object, more: object = {}): object {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
    ...more,
  }
  return { Version: '2012-10-17', Statement: [statement] }
}

const SUBJECT = 'system:serviceaccount:demo-namespace:demo-sa'

/** Nothing printed may hold the token, nor its signature. */
function assertNoToken(printed: string, token: string): void {
  for (const part of token.split('.')) assert.ok(!printed.includes(part), 'a part of the token was printed')
}

describe('offline', () => {
  const provider = ISSUER.slice('https://'.length)
  const directory = temporaryDirectory()
  let key: PrivateKey
  let keyId = ''
  before(async () => {
    key = await generatePrivateKey('RS256')
    keyId = keyIdOf(key.publicKey)
    writeFileSync(join(directory, 'jwks.json'), jwkSetText([{ key: key.publicKey, keyId }]))
  })
  after(() => removeDirectory(directory))

  const writePolicy = (policy: object): string => {
    const file = join(directory, 'trust.json')
    writeFileSync(file, JSON.stringify(policy, null, 2))
    return file
  }
  const run = async (policy: object, ...more: string[]): Promise<Outcome> => {
    writePolicy(policy)
    const token = tokenOf(key, keyId)
    const args = ['explain', '--token', '-', '--trust-policy', 'trust.json', '--jwks', 'jwks.json', ...more]
    const outcome = await irsa(args, { cwd: directory, input: `${token}\n` })
    assertNoToken(`${outcome.stdout}${outcome.stderr}`, token)
    return outcome
  }
  /** As `irsa explain` prints it. */
  const explain = async (
    policy: object,
    wishes: TokenWishes = {},
    known: Partial<Parameters<typeof explainOffline>[0]> = {},
  ): Promise<string> => {
    const token = tokenOf(key, keyId, wishes)
    const keys = { file: join(directory, 'jwks.json') }
    const answer = await explainOffline({ token, trustPolicyFile: writePolicy(policy), keys, context: {}, ...known })
    assert.ok(answer.ok, JSON.stringify(answer))
    const text = answerText(answer.value)
    assertNoToken(text, token)
    return text
  }

  test("names walkthrough W4's fault, and the corrected policy asks for the subject", async () => {
    const policy = trustPolicy(provider, { StringLike: { [`${provider}:aud`]: 'system:serviceaccount:demo-namespace:*' } })
    const outcome = await run(policy)
    assert.equal(outcome.code, 1, outcome.stderr)
    assert.match(outcome.stdout, /^DENY {2}AssumeRoleWithWebIdentity/)
    assert.match(outcome.stdout, /^TP01 {2}sub and aud values swapped/m)
    assert.match(outcome.stdout, /AWS says only: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity/)
    assert.match(outcome.stdout, /token {3}sts\.amazonaws\.com\n +policy {2}system:serviceaccount:demo-namespace:\*\n +\^/)
    const minus = `-          "${provider}:aud": "system:serviceaccount:demo-namespace:*"`
    const plus = `+          "${provider}:sub": "system:serviceaccount:demo-namespace:*"`
    assert.ok(outcome.stdout.includes(`${minus}\n${plus}\n`), outcome.stdout)
  })

  test('an allow is exit code 0, with its proof', async () => {
    const outcome = await run(trustPolicy(provider, { StringEquals: { [`${provider}:sub`]: SUBJECT } }))
    assert.equal(outcome.code, 0, outcome.stderr)
    assert.match(outcome.stdout, /^ALLOW/)
    assert.match(outcome.stdout, /yes {3}Condition\.StringEquals\..*:sub {2}system:serviceaccount:demo-namespace:demo-sa/)
  })

  test('the caret stands under the first character that differs', async () => {
    const wanted = 'system:serviceaccount:demo-namespace:demo-sb'
    const stdout = await explain(trustPolicy(provider, { StringEquals: { [`${provider}:sub`]: wanted } }))
    const lines = stdout.split('\n')
    const caret = lines.findIndex((line) => /^ +\^/.test(line))
    assert.equal(lines[caret - 1]?.indexOf(wanted), (lines[caret]?.indexOf('^') ?? 0) - (wanted.length - 1))
    assert.match(stdout, /^TP03/m)
  })

  test('JSON is the decision', async () => {
    const policy = trustPolicy(provider, { StringEquals: { [`${provider}:sub`]: 'system:serviceaccount:a:*' } })
    const outcome = await run(policy, '-o', 'json')
    const decision = JSON.parse(outcome.stdout)
    assert.equal(decision.decision, 'implicit-deny')
    assert.equal(decision.refusedBy, 'trust')
    assert.equal(decision.token.subject, SUBJECT)
    assert.ok(decision.because.length > 0)
  })

  test('a token that STS would not take is denied before the policy is asked', async () => {
    const policy = trustPolicy(provider, { StringEquals: { [`${provider}:sub`]: SUBJECT } })
    const old = await explain(policy, { ageSeconds: 3 * HOUR })
    assert.match(old, /^DENY[\s\S]*^TK03[\s\S]*ExpiredTokenException/m)
    const other = await explain(policy, {}, { audiences: ['vault.example.com'] })
    assert.match(other, /^TK01/m)
    assert.match(other, /the token is for sts\.amazonaws\.com; the provider accepts vault\.example\.com/)
  })

  test('a policy that IAM would refuse is denied by the rule that names it', async () => {
    const text = await explain(trustPolicy(provider, {}, { Principal: { Federated: ISSUER } }))
    assert.match(text, /^DENY[\s\S]*^TP12/m)
    assert.match(text, /MalformedPolicyDocument: Federated principals must be valid domain names/)
    assert.match(text, /trust\.json:7:22/)
  })

  test("condition keys of the request are the asker's to give", async () => {
    const policy = trustPolicy(provider, {
      StringEquals: { [`${provider}:sub`]: SUBJECT },
      IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
    })
    assert.match(await explain(policy), /has no such key/)
    assert.equal((await run(policy, '--context', 'aws:SourceIp=10.1.2.3')).code, 0)
    assert.equal((await run(policy, '--context', 'nonsense')).code, 2)
  })

  test('a claim cannot write to the terminal', async () => {
    const policy = trustPolicy(provider, { StringEquals: { [`${provider}:sub`]: SUBJECT } })
    const stdout = await explain(policy, { serviceAccount: 'a\u001b[2Jb\u202e' })
    assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u202e'))
    assert.match(stdout, /a\\u\{1b\}\[2Jb\\u\{202e\}/)
  })

  test('what cannot be found out is exit code 3, what makes no sense 2', async () => {
    writeFileSync(join(directory, 'trust.json'), JSON.stringify(trustPolicy(provider, {})))
    const issuer = 'https://127.0.0.1:1'
    const input = tokenOf(key, keyId, { issuer })
    const ask = (...args: string[]): Promise<Outcome> => irsa(['explain', ...args], { cwd: directory, input })
    const offline = ['--token', '-', '--trust-policy', 'trust.json']
    assert.equal((await ask(...offline, '--issuer', issuer)).code, 3)
    assert.equal((await ask(...offline, '--issuer', 'https://issuer.example.com')).code, 1)
    assert.equal((await ask(...offline, '--jwks', 'missing.json')).code, 3)
    assert.equal((await ask('--token', 'missing.jwt', '--trust-policy', 'trust.json', '--jwks', 'jwks.json')).code, 3)
    assert.equal((await ask('--token', '-', '--role-arn', 'arn:aws:iam::123456789012:role/x', '--data-dir', 'nothing')).code, 3)
    assert.equal((await ask(...offline)).code, 2)
    assert.equal((await ask('--token', '-')).code, 2)
    assert.equal((await ask('--pod', 'a/b', '--token', '-')).code, 2)
  })
})

describe('against a rehearsal', { timeout: 120_000 }, () => {
  const dataDir = temporaryDirectory()
  let rehearsal: TestRehearsal
  let core: CoreV1Api
  let provider = ''
  const roleArn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`
  const withRoot = () => {
    const { environment } = rehearsal
    const credentials = { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY }
    return { endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION, credentials, maxAttempts: 1 }
  }

  before(async () => {
    rehearsal = await startRehearsal({ dataDir })
    const issuer = rehearsal.environment.IRSA_ISSUER_URL
    provider = issuer.slice('https://'.length)
    const config = new KubeConfig()
    config.loadFromFile(rehearsal.environment.KUBECONFIG)
    core = config.makeApiClient(CoreV1Api)
    await core.createNamespace({ body: { metadata: { name: 'demo-namespace' } } })
    const annotations = { 'eks.amazonaws.com/role-arn': roleArn('eks-demo-role') }
    await core.createNamespacedServiceAccount({
      namespace: 'demo-namespace',
      body: { metadata: { name: 'demo-sa', annotations } },
    })
    await core.createNamespacedServiceAccount({ namespace: 'demo-namespace', body: { metadata: { name: 'plain' } } })
    const iam = new IAMClient(withRoot())
    await iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: [AUDIENCE], ThumbprintList: ['0'.repeat(40)] }),
    )
    const wrong = trustPolicy(provider, { StringLike: { [`${provider}:aud`]: 'system:serviceaccount:demo-namespace:*' } })
    const right = trustPolicy(provider, { StringEquals: { [`${provider}:sub`]: SUBJECT, [`${provider}:aud`]: AUDIENCE } })
    await iam.send(new CreateRoleCommand({ RoleName: 'eks-demo-role', AssumeRolePolicyDocument: JSON.stringify(wrong) }))
    await iam.send(new CreateRoleCommand({ RoleName: 'right', Path: '/apps/', AssumeRolePolicyDocument: JSON.stringify(right) }))
  })

  after(async () => {
    await rehearsal?.stop()
    removeDirectory(dataDir)
  })

  const tokenFor = async (name: string, audience = AUDIENCE): Promise<string> => {
    const body = { spec: { audiences: [audience], expirationSeconds: 600 } }
    const { status } = await core.createNamespacedServiceAccountToken({ namespace: 'demo-namespace', name, body })
    return status?.token ?? ''
  }
  /** As `irsa explain` prints it. The kube port is the issuer's. */
  const explain = async (token: string, roleArn: string): Promise<string> => {
    const { environment } = rehearsal
    const answer = await explainToken(environment, environment.IRSA_ISSUER_URL, { token, roleArn, context: {} })
    assert.ok(answer.ok, JSON.stringify(answer))
    const text = answerText(answer.value)
    assertNoToken(text, token)
    return text
  }

  test("W4's fault is TP01, with the corrected policy as a diff", async () => {
    const token = await tokenFor('demo-sa')
    const args = ['explain', '--data-dir', dataDir, '--token', '-', '--role-arn', roleArn('eks-demo-role')]
    const outcome = await irsa(args, { input: token })
    assertNoToken(`${outcome.stdout}${outcome.stderr}`, token)
    assert.equal(outcome.code, 1, outcome.stderr)
    assert.match(outcome.stdout, /^TP01/m)
    assert.ok(outcome.stdout.includes(`+          "${provider}:sub": "system:serviceaccount:demo-namespace:*"`), outcome.stdout)
  })

  test('the right token is allowed, another service account is named beside the one that is wanted', async () => {
    assert.match(await explain(await tokenFor('demo-sa'), roleArn('apps/right')), /^ALLOW/)
    assert.match(await explain(await tokenFor('plain'), roleArn('apps/right')), /^DENY[\s\S]*^TP03/m)
  })

  test('a role without its path, a missing role, no ARN, another audience', async () => {
    const token = await tokenFor('demo-sa')
    assert.match(await explain(token, roleArn('right')), /^SA06[\s\S]*the role of that name is .*role\/apps\/right/m)
    assert.match(await explain(token, roleArn('nobody')), /^SA08/m)
    assert.match(await explain(token, 'right'), /^SA04[\s\S]*Request ARN is invalid/m)
    assert.match(await explain(token, 'arn:aws:iam::123456789012:user/x'), /^SA07/m)
    assert.match(await explain(await tokenFor('demo-sa', 'vault'), roleArn('apps/right')), /^TK01/m)
  })

  test('a token of a stranger has no provider or no key', async () => {
    const key = await generatePrivateKey('RS256')
    const keyId = keyIdOf(key.publicKey)
    assert.match(await explain(tokenOf(key, keyId), roleArn('apps/right')), /^PR01/m)
    const forged = tokenOf(key, keyId, { issuer: rehearsal.environment.IRSA_ISSUER_URL })
    assert.match(await explain(forged, roleArn('apps/right')), /^IS03/m)
  })

  test('the role of an account that cannot be seen is not judged', async () => {
    const question = { token: await tokenFor('demo-sa'), roleArn: 'arn:aws:iam::999999999999:role/x', context: {} }
    const answer = await explainToken(rehearsal.environment, rehearsal.environment.IRSA_ISSUER_URL, question)
    assert.match(answer.ok ? '' : answer.problem, /only account 123456789012 can be seen/)
  })

  test('a recorded request is explained as it was decided', async () => {
    const sts = new STSClient(withRoot())
    const WebIdentityToken = await tokenFor('demo-sa')
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn('eks-demo-role'),
      RoleSessionName: 'pod',
      WebIdentityToken,
    })
    const refusal = await sts.send(command).then(
      () => assert.fail('the role was given'),
      (error: { $metadata: { requestId?: string } }) => error.$metadata.requestId ?? '',
    )
    const outcome = await irsa(['explain', '--data-dir', dataDir, '--request-id', refusal])
    assert.equal(outcome.code, 1, outcome.stderr)
    assertNoToken(outcome.stdout, WebIdentityToken)
    assert.match(outcome.stdout, /^TP01/m)
    assert.match(outcome.stdout, /sts:AssumeRoleWithWebIdentity of arn:aws:iam::123456789012:role\/eks-demo-role/)
    assert.ok(outcome.stdout.includes(`+          "${provider}:sub"`), outcome.stdout)
    assert.equal((await irsa(['explain', '--data-dir', dataDir, '--request-id', 'nothing'])).code, 3)
  })

  test('a denied permission is explained with the statement that is missing', async () => {
    const sts = new STSClient(withRoot())
    const right = { RoleArn: roleArn('apps/right'), RoleSessionName: 'pod', WebIdentityToken: await tokenFor('demo-sa') }
    const { Credentials } = await sts.send(new AssumeRoleWithWebIdentityCommand(right))
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const iam = new IAMClient({ ...withRoot(), credentials })
    const create = new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: '{}' })
    const requestId = await iam.send(create).then(
      () => assert.fail('the role was made'),
      (error: { $metadata: { requestId?: string } }) => error.$metadata.requestId ?? '',
    )
    const outcome = await irsa(['explain', '--data-dir', dataDir, '--request-id', requestId])
    assert.equal(outcome.code, 1, outcome.stderr)
    assert.match(outcome.stdout, /^RP01/m)
    assert.match(outcome.stdout, /^\+ +"Action": "iam:CreateRole"/m)
  })

  test('a pod is asked for its service account, its token and its role', async () => {
    const pod = (name: string, serviceAccountName: string) => ({
      namespace: 'demo-namespace',
      body: {
        metadata: { name },
        spec: { serviceAccountName, containers: [{ name: 'main', image: 'node', command: ['sleep', '60'] }] },
      },
    })
    await core.createNamespacedPod(pod('demo', 'demo-sa'))
    await core.createNamespacedPod(pod('bare', 'plain'))
    const demo = await irsa(['explain', '--data-dir', dataDir, '--pod', 'demo-namespace/demo'])
    assert.equal(demo.code, 1, demo.stderr)
    assert.match(demo.stdout, /^TP01/m)
    const ask = async (name: string) => {
      const { environment } = rehearsal
      return explainPod(environment, environment.IRSA_ISSUER_URL, { namespace: 'demo-namespace', name, context: {} })
    }
    const bare = await ask('bare')
    assert.equal(bare.ok && bare.value.explanation.failed, 'SA01')
    const nobody = await ask('nobody')
    assert.match(nobody.ok ? '' : nobody.problem, /pods "nobody" not found/)
    assert.equal((await irsa(['explain', '--data-dir', dataDir, '--pod', 'nobody'])).code, 2)
  })
})
