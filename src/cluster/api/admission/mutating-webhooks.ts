/**
 * Mutating admission webhooks: those of all MutatingWebhookConfigurations, in order of names, each on what the one
 * before has made. https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 * `reinvocationPolicy` is Never for all; CONNECT requests (exec, attach, port-forward) are not sent.
 */
import { type Fetch, isJsonObject, type JsonObject, type JsonValue, type Log, type Random, uuid } from '../../../base/index.ts'
import {
  type AdmissionRequest,
  decodeObject,
  internalError,
  jsonPatch,
  KINDS,
  type KubeObject,
  refusal,
} from '../../../kube/index.ts'
import { objectIn, objectsIn, stringIn } from '../object-members.ts'
import type { ObjectStore } from '../objects.ts'
import type { AdmissionAttributes, AdmissionStage } from './stage.ts'
import { callAdmissionWebhook } from './webhook-call.ts'
import { isForWebhook } from './webhook-match.ts'

export interface WebhookParts {
  readonly objects: ObjectStore
  readonly callWebhook: Fetch
  readonly random: Random
  readonly log?: Log
}

const MAX_WARNINGS = 32
const MAX_WARNING_CHARACTERS = 256

export function mutatingWebhooks(parts: WebhookParts): AdmissionStage {
  return async (attributes) => {
    // A broken webhook must not be able to keep its own configuration from being repaired.
    if (attributes.target.resource.kind.kind === KINDS.mutatingWebhookConfiguration.kind) return attributes.object
    const { items } = await parts.objects.list(KINDS.mutatingWebhookConfiguration)
    let { object } = attributes
    for (const configuration of items) {
      for (const webhook of objectsIn(configuration, 'webhooks')) {
        const current = { ...attributes, ...(object === undefined ? {} : { object }) }
        if (await isForWebhook(parts.objects, webhook, current)) object = await callOne(parts, webhook, current)
      }
    }
    return object
  }
}

async function callOne(
  parts: WebhookParts,
  webhook: JsonObject,
  attributes: AdmissionAttributes,
): Promise<KubeObject | undefined> {
  const name = stringIn(webhook, 'name')
  const document = documentOf(attributes)
  const request = requestOf(parts.random, attributes, document)
  const called = await callAdmissionWebhook(parts.objects, parts.callWebhook, webhook, request)
  if (!called.ok) return callFailed(parts, webhook, attributes, `failed to call webhook: ${called.problem}`)
  const response = called.value
  const warnings = Array.isArray(response['warnings']) ? response['warnings'].slice(0, MAX_WARNINGS) : []
  for (const warning of warnings) attributes.context.warn(String(warning).slice(0, MAX_WARNING_CHARACTERS))
  if (response['allowed'] !== true) throw denied(name, response['status'])
  if (typeof response['patch'] !== 'string' || response['patch'] === '' || document === null) return attributes.object
  const patched = applyAnswer(response['patch'], document)
  if (typeof patched === 'string') return callFailed(parts, webhook, attributes, patched)
  const decoded = decodeObject(attributes.target.resource.typeName, patched)
  if (decoded.problem !== undefined) return callFailed(parts, webhook, attributes, decoded.problem)
  for (const path of decoded.unknown) attributes.context.warn(`unknown field "${path}"`)
  return decoded.value as unknown as KubeObject
}

function callFailed(
  parts: WebhookParts,
  webhook: JsonObject,
  attributes: AdmissionAttributes,
  why: string,
): KubeObject | undefined {
  const name = stringIn(webhook, 'name')
  if (webhook['failurePolicy'] !== 'Ignore') throw internalError(`failed calling webhook "${name}": ${why}`)
  parts.log?.write('warn', 'failed calling webhook, failing open', { webhook: name, why })
  return attributes.object
}

/** The patched document, or why the patch cannot be used. */
function applyAnswer(patch: string, document: JsonObject): JsonValue | string {
  let operations: JsonValue
  try {
    operations = JSON.parse(Buffer.from(patch, 'base64').toString('utf8')) as JsonValue
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return 'the patch is not JSON'
  }
  if (!Array.isArray(operations)) return 'the patch is not a list of operations'
  const patched = jsonPatch(document, operations)
  return patched.ok ? patched.value : patched.problem
}

function denied(name: string, given: JsonValue | undefined) {
  const status = isJsonObject(given) ? given : {}
  const code = typeof status['code'] === 'number' && status['code'] >= 400 ? status['code'] : 400
  const why = stringIn(status, 'message') || stringIn(status, 'reason')
  const message = `admission webhook "${name}" denied the request${why === '' ? ' without explanation' : `: ${why}`}`
  return refusal(code, stringIn(status, 'reason') || (code === 403 ? 'Forbidden' : 'BadRequest'), message)
}

/** The object as a webhook sees it: on CREATE with a null creationTimestamp and an empty status, as Go encodes them. */
function documentOf({ operation, object, target }: AdmissionAttributes): JsonObject | null {
  if (object === undefined) return null
  const document = structuredClone(object) as unknown as JsonObject
  if (operation !== 'CREATE') return document
  const status = target.resource.hasStatus ? { status: objectIn(document, 'status') } : {}
  return { ...document, metadata: { ...objectIn(document, 'metadata'), creationTimestamp: null }, ...status }
}

const OPTIONS = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const

function requestOf(random: Random, attributes: AdmissionAttributes, document: JsonObject | null): AdmissionRequest {
  const { operation, target, context, old } = attributes
  const { group, version, kind, plural } = target.resource.kind
  const name = target.name ?? attributes.object?.metadata.name
  const gvk = { group, version, kind }
  const gvr = { group, version, resource: plural }
  const part = target.subresource === undefined ? {} : { subResource: target.subresource, requestSubResource: target.subresource }
  const optionsKind = operation === 'CONNECT' ? undefined : OPTIONS[operation]
  return {
    uid: uuid(random),
    kind: gvk,
    resource: gvr,
    ...part,
    requestKind: gvk,
    requestResource: gvr,
    ...(name === undefined ? {} : { name }),
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    operation,
    userInfo: context.user,
    object: document,
    oldObject: old === undefined ? null : (old as unknown as JsonObject),
    dryRun: context.dryRun,
    options: optionsKind === undefined ? null : { kind: optionsKind, apiVersion: 'meta.k8s.io/v1' },
  }
}
