/** `irsa demo`: the greeting comes, and breaking any one hop fails it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DeleteOpenIDConnectProviderCommand, DetachRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import { DeleteParameterCommand } from '@aws-sdk/client-ssm'
import { readConfiguration } from '../src/app/configuration.ts'
import { type AwsClients, openAwsClients } from '../src/app/demo/aws-clients.ts'
import type { DemoCluster } from '../src/app/demo/demo-cluster.ts'
import { HopFailure } from '../src/app/demo/hop-failure.ts'
import { playWalkthrough, type Sabotage } from '../src/app/demo/play-walkthrough.ts'
import { greetThroughTunnel, proveChain, proveNoStaticKey } from '../src/app/demo/prove-hops.ts'
import { type Edge, realEdge } from '../src/app/edge.ts'
import { type Rehearsal, startRehearsal } from '../src/app/rehearsal.ts'
import { KINDS } from '../src/kube/index.ts'
import { irsa } from './support/irsa-process.ts'

const silent = { step: () => undefined, line: () => undefined }
const ACCOUNT = '123456789012'
let rehearsal: Rehearsal
let edge: Edge
let aws: AwsClients

before(async () => {
  const configuration = readConfiguration({ ephemeral: true, port: 0, kubePort: 0 }, '/')
  assert.ok(configuration.ok)
  edge = realEdge()
  rehearsal = await startRehearsal(configuration.value, edge)
  aws = openAwsClients(rehearsal.environment)
})

after(() => rehearsal.stop())

test('the demo prints the greeting, tells every step, and ends with 0', async () => {
  const { code, stdout, stderr } = await irsa(['demo'], { timeoutMs: 60_000 })
  assert.equal(code, 0, stdout + stderr)
  assert.match(stdout, /^ready in \d+ ms$/m)
  assert.match(stdout, /^Greeting: Hola Mundo$/m)
  for (const told of [
    'provider  arn:aws:iam',
    'trusts    sub = system:serviceaccount:my-namespace:my-service-account',
    'env       AWS_ROLE_ARN=',
    'jti  ',
    'STS  ',
    'SSM  ',
  ]) {
    assert.ok(stdout.includes(told), told)
  }
  assert.doesNotMatch(stdout, /eyJ[A-Za-z0-9_-]{20,}/, 'a token was printed')
})

/** What is broken, how, and which hop then fails with which words. */
const BROKEN: readonly (readonly [what: string, sabotage: () => Sabotage, hop: string, words: RegExp])[] = [
  [
    'the trust policy names another service account',
    () => ({ afterAccount: trustAnother }),
    'greeting',
    /Not authorized to perform sts:AssumeRoleWithWebIdentity/,
  ],
  ['the provider is gone', () => ({ afterAccount: removeProvider }), 'greeting', /No OpenIDConnect provider found/],
  [
    'the permission is taken from the role',
    () => ({ afterAccount: detach }),
    'greeting',
    /no identity-based policy allows the ssm:GetParameter action/,
  ],
  ['the parameter is gone', () => ({ afterAccount: removeParameter }), 'greeting', /ParameterNotFound/],
  ['the webhook is not registered', () => ({ afterAccount: unregisterWebhook }), 'webhook', /neither token nor role/],
]

for (const [what, sabotage, hop, words] of BROKEN) {
  test(`the demo fails when ${what}`, async () => {
    await rehearsal.reset()
    await assert.rejects(playWalkthrough(rehearsal, edge, silent, sabotage()), (error: unknown) => {
      assert.ok(error instanceof HopFailure, String(error))
      assert.equal(error.hop, hop)
      assert.match(error.message, words)
      return true
    })
  })
}

test('the walkthrough may be played again on what is there', async () => {
  await rehearsal.reset()
  assert.equal(await playWalkthrough(rehearsal, edge, silent), 'Greeting: Hola Mundo\n')
  assert.equal(await playWalkthrough(rehearsal, edge, silent), 'Greeting: Hola Mundo\n')
})

test('a greeting that no session has read is no proof', () => {
  assert.throws(() => proveChain(rehearsal.records, 'a-token-that-nobody-used', 'eks-test-role', ''), { hop: 'STS' })
})

test('a greeting whose request is not in the log of the pod did not come through the tunnel', async () => {
  const cluster = { get: async () => 'HTTP/1.1 200 OK\r\n\r\nGreeting: Hola Mundo\n', logs: async () => 'listening on 8080\n' }
  await assert.rejects(greetThroughTunnel(cluster as unknown as DemoCluster, 'pod', 'nonce'), { hop: 'tunnel' })
})

test('a static key in the environment of the pod is noticed', async () => {
  const cluster = { exec: async () => ({ stdout: 'HOME=/\nAWS_ACCESS_KEY_ID=AKIAEXAMPLE\n', stderr: '', exitCode: 0 }) }
  await assert.rejects(proveNoStaticKey(cluster as unknown as DemoCluster, 'pod'), { hop: 'no static key' })
})

async function trustAnother(): Promise<void> {
  const provider = rehearsal.instance.issuerUrl.replace('https://', '')
  const document = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${provider}` },
      Condition: { StringEquals: { [`${provider}:sub`]: 'system:serviceaccount:my-namespace:another' } },
    },
  }
  await aws.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'eks-test-role', PolicyDocument: JSON.stringify(document) }))
}

async function removeProvider(): Promise<void> {
  const name = rehearsal.instance.issuerUrl.replace('https://', '')
  await aws.iam.send(
    new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${name}` }),
  )
}

async function detach(): Promise<void> {
  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/cluster-ssm-parameter-policy`
  await aws.iam.send(new DetachRolePolicyCommand({ RoleName: 'eks-test-role', PolicyArn }))
}

async function removeParameter(): Promise<void> {
  await aws.ssm.send(new DeleteParameterCommand({ Name: '/my/parameter' }))
}

async function unregisterWebhook(): Promise<void> {
  await rehearsal.kubernetes.delete(KINDS.mutatingWebhookConfiguration, { name: 'pod-identity-webhook' })
}
