/**
 * One admission review: from the text of the request to the text of the answer.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#webhook-request-and-response
 * Serves admission.k8s.io/v1 and v1beta1 alike: apiVersion, kind and uid come back as they came.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/index.ts'
import { patchPod } from './patch-pod.ts'
import { member, textAt } from './pod-shape.ts'
import type { ServiceAccountCache } from './service-account-cache.ts'
import type { Lookup } from './service-account-reader.ts'
import { isRoleArn, settingsOf } from './service-account-settings.ts'
import type { WebhookConfig } from './webhook-config.ts'

/** What became of a pod; for logs, metrics and records. */
export interface Admission {
  readonly outcome:
    | 'patched'
    /** It asked for a role and has everything already. */
    | 'complete'
    /** Its service account asks for no role. */
    | 'no-role'
    | 'service-account-missing'
    | 'service-account-unreadable'
    | 'refused'
  readonly uid: string
  readonly namespace: string
  readonly serviceAccount: string
  /** Absent for pods that are made with `generateName`. */
  readonly pod?: string
  readonly roleArn?: string
  readonly warnings: readonly string[]
}

export interface AdmissionAnswer {
  readonly text: string
  readonly admission: Admission
}

interface Review {
  readonly apiVersion: string | undefined
  readonly kind: string | undefined
  readonly uid: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly pod: JsonObject
}

/** Answers at once if the cache knows the service account, else when it has been read. */
export function admit(
  text: string,
  cache: Pick<ServiceAccountCache, 'peek' | 'read'>,
  config: WebhookConfig,
): AdmissionAnswer | Promise<AdmissionAnswer> {
  const review = readReview(text)
  if ('admission' in review) return review
  const { namespace, serviceAccount } = review
  if (serviceAccount === '') return answer(review, { outcome: 'no-role', warnings: [] })
  const annotations = cache.peek(namespace, serviceAccount)
  if (annotations !== undefined) return decide(review, { outcome: 'found', annotations }, config)
  return cache.read(namespace, serviceAccount).then((lookup) => decide(review, lookup, config))
}

function decide(review: Review, lookup: Lookup, config: WebhookConfig): AdmissionAnswer {
  const account = `serviceaccount ${review.namespace}/${review.serviceAccount}`
  if (lookup.outcome === 'missing') {
    const warnings = [`${account} was not found: the pod gets no AWS role`]
    return answer(review, { outcome: 'service-account-missing', warnings })
  }
  if (lookup.outcome === 'unreadable') {
    const warnings = [`${account} could not be read in time: the pod gets no AWS role`]
    return answer(review, { outcome: 'service-account-unreadable', warnings })
  }
  const settings = settingsOf(lookup.annotations, config)
  if (settings === undefined) return answer(review, { outcome: 'no-role', warnings: [] })
  const patch = patchPod(review.pod, settings, config)
  if (!patch.ok) return refusal(review, patch.problem)
  const { roleArn } = settings
  const invalid = isRoleArn(roleArn) ? [] : [`the role-arn annotation of ${account} is not the ARN of an IAM role`]
  const warnings = [...invalid, ...patch.value.warnings]
  const { operations } = patch.value
  if (operations.length === 0) return answer(review, { outcome: 'complete', roleArn, warnings })
  return answer(review, { outcome: 'patched', roleArn, warnings }, JSON.stringify(operations))
}

function readReview(text: string): Review | AdmissionAnswer {
  const body = parse(text)
  if (typeof body === 'string') return refusal(NOBODY, body)
  const versioned = { ...NOBODY, apiVersion: textAt(body, 'apiVersion'), kind: textAt(body, 'kind') }
  const request = member(body, 'request') ?? null
  if (versioned.kind !== 'AdmissionReview' || !isJsonObject(request)) return refusal(versioned, 'bad content')
  const named = { ...versioned, uid: textAt(request, 'uid') ?? '', namespace: textAt(request, 'namespace') ?? '' }
  const pod = member(request, 'object') ?? null
  if (!isJsonObject(pod)) return refusal(named, pod === null ? 'unexpected end of JSON input' : 'request.object is not a pod')
  const spec = member(pod, 'spec') ?? {}
  const serviceAccount = isJsonObject(spec) ? (textAt(spec, 'serviceAccountName') ?? '') : ''
  return { ...named, serviceAccount, pod }
}

const NOBODY: Review = { apiVersion: undefined, kind: undefined, uid: '', namespace: '', serviceAccount: '', pod: {} }

/** The body, or what is wrong with it. */
function parse(text: string): JsonObject | string {
  if (text === '') return 'bad content'
  try {
    const body = JSON.parse(text) as JsonValue
    return isJsonObject(body) ? body : "couldn't get version/kind; json parse error: the body is not an object"
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return "couldn't get version/kind; json parse error: the body is not JSON"
  }
}

function refusal(review: Review, message: string): AdmissionAnswer {
  return answer(review, { outcome: 'refused', warnings: [] }, undefined, message)
}

/** Members in the order that the reference writes them. */
function answer(
  review: Review,
  facts: Pick<Admission, 'outcome' | 'roleArn' | 'warnings'>,
  patch?: string,
  message?: string,
): AdmissionAnswer {
  const metadata = member(review.pod, 'metadata') ?? {}
  const pod = isJsonObject(metadata) ? textAt(metadata, 'name') : undefined
  const response = {
    uid: review.uid,
    allowed: message === undefined,
    ...(message === undefined ? {} : { status: { metadata: {}, message } }),
    ...(patch === undefined ? {} : { patch: Buffer.from(patch).toString('base64'), patchType: 'JSONPatch' }),
    ...(facts.warnings.length === 0 ? {} : { warnings: facts.warnings }),
  }
  const { uid, namespace, serviceAccount } = review
  return {
    text: JSON.stringify({ kind: review.kind, apiVersion: review.apiVersion, response }),
    admission: { ...facts, uid, namespace, serviceAccount, ...(pod === undefined ? {} : { pod }) },
  }
}
