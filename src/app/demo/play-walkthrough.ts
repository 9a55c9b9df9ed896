/**
 * Walkthrough W1 on a running rehearsal, each step told as it happens. Everything is done from the outside, with the AWS
 * SDK and the Kubernetes client library; nothing is read from the inside but the record of requests, which is the proof.
 */
import { X509Certificate } from 'node:crypto'
import type { V1Pod } from '@kubernetes/client-node'
import { uuid } from '../../base/index.ts'
import type { Edge } from '../edge.ts'
import type { Rehearsal } from '../rehearsal.ts'
import { openAwsClients } from './aws-clients.ts'
import { type DemoCluster, openDemoCluster } from './demo-cluster.ts'
import { HopFailure } from './hop-failure.ts'
import { clusterIssuer, grantParameters, makeRole, registerProvider, storeParameters } from './prepare-account.ts'
import { greetThroughTunnel, proveChain, proveNoStaticKey, readPodToken } from './prove-hops.ts'
import { waitFor } from './wait-for.ts'
import {
  CONTAINER,
  NAMESPACE,
  PARAMETER,
  POD_LABELS,
  ROLE_NAME,
  SERVICE_ACCOUNT,
  walkthroughObjects,
} from './walkthrough-objects.ts'

const GREETING = 'Hola Mundo'
const POD_TIMEOUT_MS = 30_000
const WEBHOOK_VOLUME = 'aws-iam-token'

/** Told a step's title, then its lines. */
export interface Teller {
  step(title: string): void
  line(text: string): void
}

/** What a test may change between the steps, to see that a broken hop is noticed. */
export interface Sabotage {
  afterAccount?(): Promise<void>
  afterPod?(): Promise<void>
}

/** @returns the greeting, proved @throws HopFailure naming the hop that was not proved */
export async function playWalkthrough(rehearsal: Rehearsal, edge: Edge, tell: Teller, sabotage: Sabotage = {}): Promise<string> {
  const roleArn = await prepare(rehearsal, tell)
  await sabotage.afterAccount?.()
  const cluster = openDemoCluster(rehearsal.instance.kubeconfig)
  const pod = await runGreeter(cluster, roleArn, tell)
  await sabotage.afterPod?.()
  return proveGreeting(rehearsal, edge, cluster, pod, tell)
}

/** @returns the role's ARN */
async function prepare(rehearsal: Rehearsal, tell: Teller): Promise<string> {
  const { configuration, environment } = rehearsal
  const account = { accountId: configuration.accountId, region: configuration.region }
  const aws = openAwsClients(environment)
  tell.step("The cluster's issuer is registered as an identity provider")
  const issuer = await clusterIssuer(aws, configuration.clusterName)
  tell.line(`issuer    ${issuer}`)
  const thumbprint = new X509Certificate(rehearsal.authority).fingerprint.replaceAll(':', '').toLowerCase()
  const providerArn = await registerProvider(aws, account, issuer, thumbprint)
  tell.line(`provider  ${providerArn}`)

  tell.step('A role trusts one service account of that issuer, and may read parameters')
  const trust = await makeRole(aws, issuer, providerArn)
  await grantParameters(aws, account)
  const roleArn = `arn:aws:iam::${account.accountId}:role/${ROLE_NAME}`
  tell.line(`role      ${roleArn}`)
  for (const text of conditionsOf(trust)) tell.line(`trusts    ${text}`)

  tell.step('A parameter waits to be read')
  await storeParameters(aws, account, GREETING)
  tell.line(`${PARAMETER} = ${GREETING}`)
  return roleArn
}

function conditionsOf(trust: string): string[] {
  const { Statement } = JSON.parse(trust) as { Statement: { Condition: { StringEquals: Record<string, string> } }[] }
  return Object.entries(Statement[0]?.Condition.StringEquals ?? {}).map(
    ([key, value]) => `${key.slice(key.lastIndexOf(':') + 1)} = ${value}`,
  )
}

async function runGreeter(cluster: DemoCluster, roleArn: string, tell: Teller): Promise<V1Pod> {
  tell.step('The service account says which role, and a pod runs under it')
  for (const object of await walkthroughObjects(roleArn)) await cluster.apply(object)
  tell.line(`${NAMESPACE}/${SERVICE_ACCOUNT}  eks.amazonaws.com/role-arn: ${roleArn}`)
  const pod = await waitFor(POD_TIMEOUT_MS, () => cluster.readyPod(NAMESPACE, POD_LABELS))
  if (pod === undefined)
    throw new HopFailure('pod', `no pod became ready: ${(await cluster.events(NAMESPACE)).at(-1) ?? 'there is no event'}`)
  tell.line(`pod       ${pod.metadata?.name}`)

  tell.step('What the webhook added to the pod (the Deployment has none of it)')
  const container = pod.spec?.containers.find((candidate) => candidate.name === CONTAINER)
  const added = (container?.env ?? []).filter((variable) => variable.name.startsWith('AWS_'))
  for (const variable of added) tell.line(`env       ${variable.name}=${variable.value}`)
  const volume = pod.spec?.volumes?.find((candidate) => candidate.name === WEBHOOK_VOLUME)
  const source = volume?.projected?.sources?.[0]?.serviceAccountToken
  if (source === undefined || !added.some((variable) => variable.name === 'AWS_ROLE_ARN' && variable.value === roleArn)) {
    throw new HopFailure('webhook', 'the webhook added neither token nor role to the pod')
  }
  tell.line(`volume    ${WEBHOOK_VOLUME}: a token for ${source.audience}, ${source.expirationSeconds} s`)
  return pod
}

async function proveGreeting(rehearsal: Rehearsal, edge: Edge, cluster: DemoCluster, pod: V1Pod, tell: Teller): Promise<string> {
  const name = pod.metadata?.name ?? ''
  tell.step("The token's claims, as the pod has it")
  const token = await readPodToken(cluster, name, rehearsal.instance.issuerUrl)
  tell.line(`iss       ${token.issuer}`)
  tell.line(`sub       ${token.subject}`)
  tell.line(`aud       ${token.audiences.join(', ')}`)
  tell.line(`exp       ${new Date(token.expiresAt * 1000).toISOString()}`)
  tell.line(`jti       ${token.tokenId}`)
  await proveNoStaticKey(cluster, name)
  tell.line('and no static key is in its environment')

  tell.step('The greeter is asked, through a port-forward tunnel')
  const since = new Date(rehearsal.clock.now()).toISOString()
  const greeting = await greetThroughTunnel(cluster, name, uuid(edge.random))
  if (greeting.status !== 200) throw new HopFailure('greeting', greeting.body.trim() || `HTTP ${greeting.status}`)
  const { assumed, read } = proveChain(rehearsal.records, token.tokenId, ROLE_NAME, since)
  if (greeting.body !== `Greeting: ${GREETING}\n`) throw new HopFailure('greeting', `unexpected answer: ${greeting.body.trim()}`)
  tell.line(
    `STS       AssumeRoleWithWebIdentity allowed: issuer, signature and audience verified, and the trust policy matches the claims`,
  )
  tell.line(`          request ${assumed.requestId}, for the token with that jti`)
  tell.line(`SSM       GetParameter allowed for ${read.caller}`)
  tell.line(`          request ${read.requestId}, by the session of that token`)
  return greeting.body
}
