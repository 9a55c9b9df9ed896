/**
 * POST serviceaccounts/NAME/token: a new token, bound if asked, of any audience.
 * https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
 */
import { type Clock, isJsonObject, type JsonObject, type JsonValue, LIMITS, type Random, uuid } from '../../../base/index.ts'
import {
  badRequest,
  conflict,
  type FieldProblem,
  invalid,
  KINDS,
  type Kind,
  type KubeObject,
  notFound,
  type ObjectName,
  problem,
} from '../../../kube/index.ts'
import { createServiceAccountToken } from '../../../token/index.ts'
import { numberIn, objectIn, stringIn } from '../object-members.ts'
import type { ObjectStore } from '../objects.ts'
import type { RequestContext } from '../request-context.ts'
import { decodeTyped } from '../rest/decode-body.ts'
import { timestamp } from '../rest/operations.ts'
import type { ServiceAccountIssuer } from '../service-account-issuer.ts'

const REVIEW = { group: 'authentication.k8s.io', kind: 'TokenRequest', version: 'v1' }
const DEFAULT_SECONDS = 3_600
const MIN_SECONDS = 600
const MAX_SECONDS = 2 ** 32
/** Automounted tokens ask for this; the API server makes theirs last a year and marks when they should be renewed. */
const EXTENDED_MARK_SECONDS = 3_607
const EXTENDED_SECONDS = 365 * 24 * 3_600

export interface TokenRequestParts {
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly random: Random
  readonly issuer: ServiceAccountIssuer
}

interface Binding {
  readonly pod?: { readonly name: string; readonly uid: string }
  readonly secret?: { readonly name: string; readonly uid: string }
  readonly node?: { readonly name: string; readonly uid?: string }
}

export async function createToken(
  parts: TokenRequestParts,
  context: RequestContext,
  { name, namespace = '' }: ObjectName,
  body: JsonValue,
): Promise<KubeObject> {
  const request = decodeTyped('AuthenticationV1TokenRequest', body, REVIEW, context)
  const spec = objectIn(request, 'spec')
  checkMetadata(request, name, namespace)
  const account = await parts.objects.get(KINDS.serviceAccount, namespace, name)
  if (account === undefined) throw notFound(KINDS.serviceAccount, name)
  const audiences = audiencesOf(spec, parts.issuer.url)
  const seconds = numberIn(spec, 'expirationSeconds') ?? DEFAULT_SECONDS
  checkSpec(seconds, audiences)
  const binding = await bindingOf(parts, spec['boundObjectRef'], account)
  const now = Math.floor(parts.clock.now() / 1000)
  const extended =
    seconds === EXTENDED_MARK_SECONDS && binding.pod !== undefined && audiences.every((each) => each === parts.issuer.url)
  const { key, keyId } = parts.issuer.signingKey()
  const token = createServiceAccountToken(
    {
      issuer: parts.issuer.url,
      audiences,
      issuedAt: now,
      expiresAt: now + (extended ? EXTENDED_SECONDS : seconds),
      tokenId: uuid(parts.random),
      namespace,
      serviceAccount: { name, uid: account.metadata.uid ?? '' },
      ...binding,
      ...(extended ? { warnAfter: now + EXTENDED_MARK_SECONDS } : {}),
    },
    key,
    keyId,
  )
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(parts.clock.now()) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec['boundObjectRef'] ?? null },
    status: { token, expirationTimestamp: timestamp((now + seconds) * 1000) },
  }
}

function checkMetadata(request: JsonObject, name: string, namespace: string): void {
  const metadata = objectIn(request, 'metadata')
  const problems: FieldProblem[] = []
  const [givenName, givenNamespace] = [stringIn(metadata, 'name'), stringIn(metadata, 'namespace')]
  if (givenName !== '' && givenName !== name) {
    problems.push(problem.invalid('metadata.name', givenName, 'must match the service account name if specified'))
  }
  if (givenNamespace !== '' && givenNamespace !== namespace) {
    problems.push(problem.invalid('metadata.namespace', givenNamespace, 'must match the service account namespace if specified'))
  }
  if (problems.length > 0) throw invalid(REVIEW, givenName, problems)
}

function audiencesOf(spec: JsonObject, own: string): string[] {
  const given = Array.isArray(spec['audiences']) ? spec['audiences'].filter((audience) => typeof audience === 'string') : []
  return given.length === 0 ? [own] : given
}

function checkSpec(seconds: number, audiences: readonly string[]): void {
  const field = 'spec.expirationSeconds'
  const problems: FieldProblem[] = []
  if (seconds < MIN_SECONDS) problems.push(problem.invalid(field, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > MAX_SECONDS) problems.push(problem.invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'))
  if (audiences.length > LIMITS.token.audiences) {
    problems.push(problem.invalid('spec.audiences', audiences.length, `may not be more than ${LIMITS.token.audiences}`))
  }
  if (problems.length > 0) throw invalid(REVIEW, '', problems)
}

const BINDABLE: Readonly<Record<string, Kind>> = { Pod: KINDS.pod, Secret: KINDS.secret, Node: KINDS.node }

async function bindingOf(parts: TokenRequestParts, reference: JsonValue | undefined, account: KubeObject): Promise<Binding> {
  if (!isJsonObject(reference)) return {}
  const [apiVersion, kindName, name] = [
    stringIn(reference, 'apiVersion'),
    stringIn(reference, 'kind'),
    stringIn(reference, 'name'),
  ]
  const kind = apiVersion === 'v1' ? BINDABLE[kindName] : undefined
  if (kind === undefined) {
    const [version = '', group = ''] = apiVersion.split('/').reverse()
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kindName}`)
  }
  if (name === '') throw badRequest('Name parameter required.')
  const object = await parts.objects.get(kind, kind.namespaced ? account.metadata.namespace : undefined, name)
  if (object === undefined) throw notFound(kind, name)
  const uid = object.metadata.uid ?? ''
  checkUid(kindName, name, stringIn(reference, 'uid'), uid)
  if (kindName === 'Secret') return { secret: { name, uid } }
  if (kindName === 'Node') return { node: { name, uid } }
  const user = stringIn(object['spec'], 'serviceAccountName')
  if (user !== account.metadata.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account.metadata.name)} to pod running with different serviceaccount name.`,
    )
  }
  return { pod: { name, uid }, ...(await nodeOf(parts.objects, object)) }
}

function checkUid(kind: string, name: string, given: string, own: string): void {
  if (given === '' || given === own) return
  const why = `the UID in the bound object reference (${given}) does not match the UID in record. The object might have been deleted and then recreated`
  throw conflict({ group: '', plural: kind }, name, why)
}

/** A pod's token names the node too; a node that is not registered has no uid. */
async function nodeOf(objects: ObjectStore, pod: KubeObject): Promise<Binding> {
  const name = stringIn(pod['spec'], 'nodeName')
  if (name === '') return {}
  const uid = (await objects.get(KINDS.node, undefined, name))?.metadata.uid
  return { node: { name, ...(uid === undefined ? {} : { uid }) } }
}
