/** POST, PUT, PATCH and DELETE of objects. */
import { type HttpResponse, isJsonObject, type JsonValue } from '../../../base/index.ts'
import { badRequest, invalid, methodNotAllowed, problem, successStatus, unsupportedMediaType } from '../../../kube/index.ts'
import { numberIn, objectIn, stringIn } from '../object-members.ts'
import type { RequestContext, Target } from '../request-context.ts'
import { createObject } from '../rest/create.ts'
import { decodeTyped } from '../rest/decode-body.ts'
import { type DeleteRequest, deleteObject } from '../rest/delete.ts'
import { listObjects } from '../rest/list.ts'
import type { ApiParts } from '../rest/operations.ts'
import { patchObject } from '../rest/patch.ts'
import { patchScale, replaceScale } from '../rest/scale.ts'
import { bindPod, finalizeNamespace } from '../rest/subresource-writes.ts'
import { replaceObject } from '../rest/update.ts'
import { createToken, type TokenRequestParts } from '../review/token-request.ts'
import { listOf } from '../table/table.ts'
import { jsonAnswer, warningHeaders } from './answer.ts'
import { isProtobuf, readBody, readPatch } from './body.ts'
import { objectAnswer } from './encode.ts'
import type { Exchange } from './exchange.ts'
import { integer, writeContext } from './query.ts'
import { selectionOf } from './read.ts'

const DELETE_OPTIONS = { kind: 'DeleteOptions', version: 'v1' }
const PROPAGATION: readonly string[] = ['Background', 'Foreground', 'Orphan']

function contextOf({ request, query, user, warnings }: Exchange, kind: string): RequestContext {
  return writeContext(query, user, request.headers['user-agent'] ?? '', warnings, kind)
}

async function requiredBody({ request }: Exchange, target?: Target): Promise<JsonValue> {
  // Protobuf bodies are read without their status, so that one which is all about the status must not come so.
  if (target?.subresource === 'status' && isProtobuf(request)) throw unsupportedMediaType(['application/json'])
  const body = await readBody(request)
  if (body === undefined) throw badRequest('the request needs a body')
  return body
}

export async function answerCreate(
  parts: ApiParts,
  tokens: TokenRequestParts,
  exchange: Exchange,
  target: Target,
): Promise<HttpResponse> {
  const context = contextOf(exchange, 'CreateOptions')
  const { resource, namespace, name = '', subresource } = target
  const now = parts.clock.now()
  if (resource.kind.namespaced && namespace === undefined) {
    throw badRequest('an empty namespace may not be set during creation')
  }
  if (subresource === 'token') {
    const review = await createToken(tokens, context, { name, namespace: namespace ?? '' }, await requiredBody(exchange))
    return objectAnswer(exchange, 201, undefined, review, now)
  }
  if (subresource === 'binding') {
    await bindPod(parts, context, target, await requiredBody(exchange))
    return jsonAnswer(201, { ...successStatus({}), code: 201 })
  }
  if (target.name !== undefined) throw methodNotAllowed()
  const object = await createObject(parts, context, target, await requiredBody(exchange))
  return objectAnswer(exchange, 201, resource, object, now)
}

export async function answerReplace(parts: ApiParts, exchange: Exchange, target: Target): Promise<HttpResponse> {
  const context = contextOf(exchange, 'UpdateOptions')
  const body = await requiredBody(exchange, target)
  const now = parts.clock.now()
  if (target.subresource === 'scale') {
    return objectAnswer(exchange, 200, undefined, await replaceScale(parts, context, target, body), now)
  }
  const object =
    target.subresource === 'finalize'
      ? await finalizeNamespace(parts, target, body)
      : await replaceObject(parts, context, target, body)
  return objectAnswer(exchange, 200, target.resource, object, now)
}

export async function answerPatch(parts: ApiParts, exchange: Exchange, target: Target): Promise<HttpResponse> {
  const patch = await readPatch(exchange.request)
  const context = contextOf(exchange, patch.type === 'apply' ? 'PatchOptions' : 'UpdateOptions')
  const now = parts.clock.now()
  if (target.subresource === 'scale') {
    return objectAnswer(exchange, 200, undefined, await patchScale(parts, context, target, patch), now)
  }
  const forced = patch.type === 'apply' ? { ...patch, force: exchange.query.get('force') === 'true' } : patch
  const { object, created } = await patchObject(parts, context, target, forced)
  return objectAnswer(exchange, created ? 201 : 200, target.resource, object, now)
}

export async function answerDelete(parts: ApiParts, exchange: Exchange, target: Target): Promise<HttpResponse> {
  const { request, context } = await deletionOf(exchange)
  const { object, gone } = await deleteObject(parts, context, target, request)
  const { kind } = target.resource
  if (!gone || kind.kind === 'Pod') return objectAnswer(exchange, 200, target.resource, object, parts.clock.now())
  const group = kind.group === '' ? {} : { group: kind.group }
  const details = { name: object.metadata.name, ...group, kind: kind.plural, uid: object.metadata.uid ?? '' }
  return jsonAnswer(200, successStatus(details), warningHeaders(exchange.warnings))
}

export async function answerDeleteCollection(parts: ApiParts, exchange: Exchange, target: Target): Promise<HttpResponse> {
  const { request, context } = await deletionOf(exchange)
  const { resource } = target
  if (resource.kind.namespaced && target.namespace === undefined) throw methodNotAllowed()
  const { items, resourceVersion } = await listObjects(parts, resource, { selection: selectionOf(exchange.query, target) })
  const deleted = []
  for (const { metadata } of items) {
    const one = { resource, name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) }
    deleted.push((await deleteObject(parts, context, one, request)).object)
  }
  return jsonAnswer(200, listOf(resource, deleted, { resourceVersion }), warningHeaders(exchange.warnings))
}

/** Options of a deletion: from the body, else from the query. */
async function deletionOf(exchange: Exchange): Promise<{ request: DeleteRequest; context: RequestContext }> {
  const context = contextOf(exchange, 'DeleteOptions')
  const body = (await readBody(exchange.request)) ?? {}
  const options = decodeTyped('V1DeleteOptions', isJsonObject(body) ? body : {}, DELETE_OPTIONS, context)
  const grace = numberIn(options, 'gracePeriodSeconds') ?? integer(exchange.query, 'gracePeriodSeconds')
  const preconditions = objectIn(options, 'preconditions')
  const [uid, resourceVersion] = [stringIn(preconditions, 'uid'), stringIn(preconditions, 'resourceVersion')]
  const dryRun = Array.isArray(options['dryRun']) && options['dryRun'].includes('All')
  const propagationPolicy = propagationOf(options['propagationPolicy'] ?? exchange.query.get('propagationPolicy'), options)
  const request = {
    ...(uid === '' ? {} : { uid }),
    ...(resourceVersion === '' ? {} : { resourceVersion }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  }
  return { request, context: { ...context, dryRun: context.dryRun || dryRun } }
}

/** `orphanDependents` is what came before `propagationPolicy`. */
function propagationOf(policy: JsonValue, options: { readonly [member: string]: JsonValue }): string | undefined {
  const orphan = options['orphanDependents']
  if (policy === null || policy === '') return typeof orphan === 'boolean' ? (orphan ? 'Orphan' : 'Background') : undefined
  if (typeof policy === 'string' && PROPAGATION.includes(policy)) return policy
  throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
    problem.notSupported('propagationPolicy', policy, PROPAGATION),
  ])
}
