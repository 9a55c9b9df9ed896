/** POST: decode, default, admit, name, validate, store. */
import { isJsonObject, type JsonValue, LIMITS, nameSuffix, uuid } from '../../../base/index.ts'
import { alreadyExists, badRequest, internalError, invalid, type KubeObject, refusal } from '../../../kube/index.ts'
import type { RequestContext, Target } from '../request-context.ts'
import { decodeBody } from './decode-body.ts'
import { dropOldEvents } from './drop-old-events.ts'
import { validateMetadata } from './metadata-validation.ts'
import { type ApiParts, timestamp } from './operations.ts'

const MAX_GENERATED_PREFIX = 58

export async function createObject(
  parts: ApiParts,
  context: RequestContext,
  target: Target,
  body: JsonValue,
): Promise<KubeObject> {
  const { resource } = target
  const object = decodeBody(body, target, context)
  checkMetadata(object, target)
  resetSystemFields(object, target)
  resource.applyDefaults(object)
  const named = object.metadata.name
  const attributes = { operation: 'CREATE', target: { ...target, ...(named === undefined ? {} : { name: named }) } } as const
  const admitted = (await parts.admit({ ...attributes, context, object })) ?? object
  resource.applyDefaults(admitted)
  return store(parts, context, target, admitted)
}

async function store(parts: ApiParts, context: RequestContext, target: Target, object: KubeObject): Promise<KubeObject> {
  const { resource } = target
  const { kind } = resource
  nameAndStamp(parts, object, resource.hasGeneration)
  resource.applyDefaults(object)
  await resource.prepareCreate(object, parts.environment)
  const problems = [...validateMetadata(object, resource), ...resource.validate(object)]
  if (problems.length > 0) throw invalid(kind, object.metadata.name ?? '', problems)
  checkSize(object)
  if (context.dryRun) {
    const standing = await parts.objects.get(kind, target.namespace, object.metadata.name)
    if (standing !== undefined) throw alreadyExists(kind, object.metadata.name)
    return object
  }
  const stored = await parts.objects.insert(kind, object)
  if (stored === 'lost') throw alreadyExists(kind, object.metadata.name)
  if (kind.kind === 'Event') await dropOldEvents(parts, stored)
  return stored
}

function checkMetadata(object: KubeObject, { namespace, name }: Target): void {
  const given = object.metadata
  if (given.namespace !== undefined && given.namespace !== '' && given.namespace !== (namespace ?? '')) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (name !== undefined && given.name !== name) {
    throw badRequest(`the name of the object (${given.name ?? ''}) does not match the name on the URL (${name})`)
  }
  if (given.resourceVersion !== undefined && given.resourceVersion !== '') {
    throw internalError('resourceVersion should not be set on objects to be created')
  }
}

/** What only the server sets; whatever a client sent is dropped, as the API says. */
function resetSystemFields(object: KubeObject, { namespace, resource }: Target): void {
  const { metadata } = object
  for (const member of [
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'managedFields',
  ]) {
    delete (metadata as unknown as Record<string, unknown>)[member]
  }
  for (const member of ['name', 'generateName', 'namespace'] as const) if (metadata[member] === '') delete metadata[member]
  if (namespace === undefined) delete metadata.namespace
  else metadata.namespace = namespace
  if (resource.hasStatus && resource.kind.kind !== 'Node') delete object['status']
}

function nameAndStamp(parts: ApiParts, object: KubeObject, hasGeneration: boolean): void {
  const { metadata } = object
  if (metadata.name === undefined && metadata.generateName !== undefined) {
    metadata.name = metadata.generateName.slice(0, MAX_GENERATED_PREFIX) + nameSuffix(parts.random)
  }
  metadata.uid = uuid(parts.random)
  metadata.creationTimestamp = timestamp(parts.clock.now())
  if (hasGeneration) metadata.generation = 1
}

/** INVARIANT (stored objects): nothing larger than etcd would take is kept. */
export function checkSize(object: KubeObject): void {
  const bytes = Buffer.byteLength(JSON.stringify(object))
  if (bytes > LIMITS.kube.objectBytes) {
    throw refusal(
      413,
      'RequestEntityTooLarge',
      `etcdserver: request is too large: ${bytes} bytes, limit ${LIMITS.kube.objectBytes}`,
    )
  }
}

/** Binding a pod to a node is written as a subresource that is created; its body names the node. */
export function boundNodeOf(body: JsonValue): string {
  const target = isJsonObject(body) && isJsonObject(body['target']) ? body['target'] : {}
  const { kind, name } = target
  if (typeof name !== 'string' || name === '' || (kind !== undefined && kind !== '' && kind !== 'Node')) {
    throw badRequest('a Binding must name a Node as its target')
  }
  return name
}
