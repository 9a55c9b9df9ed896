/**
 * A pod of the rehearsal's cluster: its role from the service account's annotation or its own environment, a token as
 * the kubelet gets it for the pod, and then the question that STS would ask.
 */
import { CoreV1Api, KubeConfig, type V1Pod, type V1ServiceAccount } from '@kubernetes/client-node'
import { type FailureId, failure, type Result, success } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import type { RehearsalEnvironment } from '../environment.ts'
import type { Answer } from './answer.ts'
import { explainToken } from './explain-token.ts'

const PREFIX = 'eks.amazonaws.com'
const VOLUME = 'aws-iam-token'
const USUAL_AUDIENCE = 'sts.amazonaws.com'
/** The shortest that TokenRequest gives. */
const TOKEN_SECONDS = 600

export interface PodQuestion {
  readonly namespace: string
  readonly name: string
  readonly context: RequestContext
}

export async function explainPod(
  environment: RehearsalEnvironment,
  kubeUrl: string,
  question: PodQuestion,
): Promise<Result<Answer, string>> {
  const config = new KubeConfig()
  config.loadFromFile(environment.KUBECONFIG)
  const core = config.makeApiClient(CoreV1Api)
  const read = await readPod(core, question)
  if (!read.ok) return read
  const { pod, account } = read.value
  const role = roleOf(pod, account, `${question.namespace}/${question.name}`)
  if (!role.ok) return success(role.problem)
  const token = await cluster(requestToken(core, question, pod, account))
  if (!token.ok) return token
  const { context } = question
  const asked = await explainToken(environment, kubeUrl, { token: token.value, roleArn: role.value.roleArn, context })
  const { note } = role.value
  if (!asked.ok || note === undefined) return asked
  return success({ ...asked.value, explanation: { ...asked.value.explanation, note } })
}

interface PodFacts {
  readonly pod: V1Pod
  readonly account: V1ServiceAccount
}

async function readPod(core: CoreV1Api, { namespace, name }: PodQuestion): Promise<Result<PodFacts, string>> {
  const pod = await cluster(core.readNamespacedPod({ namespace, name }))
  if (!pod.ok) return pod
  const account = await cluster(core.readNamespacedServiceAccount({ namespace, name: accountNameOf(pod.value) }))
  return account.ok ? success({ pod: pod.value, account: account.value }) : account
}

function accountNameOf(pod: V1Pod): string {
  return pod.spec?.serviceAccountName ?? 'default'
}

interface PodRole {
  readonly roleArn: string
  readonly note?: string
}

/** What the pod's containers were given counts: an annotation that changed later reaches no pod that runs. */
function roleOf(pod: V1Pod, account: V1ServiceAccount, name: string): Result<PodRole, Answer> {
  const annotated = account.metadata?.annotations?.[`${PREFIX}/role-arn`]
  const given = pod.spec?.containers.flatMap(({ env = [] }) => env).find((entry) => entry.name === 'AWS_ROLE_ARN')?.value
  const of = `${account.metadata?.namespace}/${account.metadata?.name}`
  if (given === undefined && annotated === undefined) {
    return failure(noRole(name, 'SA01', `its service account ${of} has no annotation ${PREFIX}/role-arn`))
  }
  if (given === undefined) {
    const label = pod.metadata?.labels?.[`${PREFIX}/skip-pod-identity-webhook`]
    if (label !== undefined)
      return failure(noRole(name, 'WH06', `its label ${PREFIX}/skip-pod-identity-webhook keeps the webhook away`))
    const detail = `${of} is annotated with ${annotated}, but the pod was made without AWS_ROLE_ARN: make it again`
    return failure(noRole(name, 'WH05', detail))
  }
  if (annotated === given) return success({ roleArn: given })
  const now = annotated === undefined ? 'no role any more' : annotated
  return success({ roleArn: given, note: `the pod was made with ${given}; its service account now names ${now}` })
}

function noRole(pod: string, failed: FailureId, detail: string): Answer {
  return { explanation: { decision: 'implicit-deny', because: [], asked: `a role for the pod ${pod}`, failed, detail } }
}

/** As the kubelet asks for the projected volume: the same account and audience, bound to the pod. */
async function requestToken(
  core: CoreV1Api,
  { namespace, name }: PodQuestion,
  pod: V1Pod,
  account: V1ServiceAccount,
): Promise<string> {
  const sources = pod.spec?.volumes?.find((volume) => volume.name === VOLUME)?.projected?.sources ?? []
  const projected = sources.find(({ serviceAccountToken }) => serviceAccountToken !== undefined)?.serviceAccountToken?.audience
  const audience = projected ?? account.metadata?.annotations?.[`${PREFIX}/audience`] ?? USUAL_AUDIENCE
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name, uid: pod.metadata?.uid ?? '' }
  const { status } = await core.createNamespacedServiceAccountToken({
    namespace,
    name: accountNameOf(pod),
    body: { spec: { audiences: [audience], expirationSeconds: TOKEN_SECONDS, boundObjectRef } },
  })
  return status?.token ?? ''
}

/** What the cluster refuses, and a silent one, is no answer to our question. */
async function cluster<Value>(call: Promise<Value>): Promise<Result<Value, string>> {
  try {
    return success(await call)
  } catch (error) {
    const { code, body, message } = error as { code?: number | string; body?: unknown; message?: string }
    if (code === undefined) throw error
    return failure(`the cluster: ${statusMessage(body) ?? message ?? code}`)
  }
}

function statusMessage(body: unknown): string | undefined {
  try {
    return typeof body === 'string' ? (JSON.parse(body) as { message?: string }).message : undefined
  } catch {
    return undefined
  }
}
