/**
 * PUT and the common end of every change: preconditions, what the server owns, admission, validation, store.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
import type { JsonValue } from '../../../base/index.ts'
import { badRequest, conflict, deepEqual, invalid, type KubeObject, MODIFIED, notFound, problem } from '../../../kube/index.ts'
import type { RequestContext, Target } from '../request-context.ts'
import { checkSize } from './create.ts'
import { decodeBody } from './decode-body.ts'
import { validateMetadata } from './metadata-validation.ts'
import type { ApiParts } from './operations.ts'
import { persistChange } from './persist-change.ts'

const ATTEMPTS = 10

/** Makes the wanted object from the standing one; runs again when another writer was first. */
export type Change = (standing: KubeObject) => KubeObject

export async function replaceObject(
  parts: ApiParts,
  context: RequestContext,
  target: Target,
  body: JsonValue,
): Promise<KubeObject> {
  const wanted = decodeBody(body, target, context)
  if (wanted.metadata.name !== target.name) {
    throw badRequest(
      `the name of the object (${wanted.metadata.name ?? ''}) does not match the name on the URL (${target.name ?? ''})`,
    )
  }
  return changeObject(parts, context, target, () => structuredClone(wanted))
}

/** Reads, changes, writes; retries while others write, unless the change itself names a resourceVersion. */
export async function changeObject(
  parts: ApiParts,
  context: RequestContext,
  target: Target,
  change: Change,
): Promise<KubeObject> {
  const { resource, namespace, name = '' } = target
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const standing = await parts.objects.get(resource.kind, namespace, name)
    if (standing === undefined) throw notFound(resource.kind, name)
    const wanted = change(structuredClone(standing))
    checkPreconditions(wanted, standing, target)
    const outcome = await finishChange(parts, context, target, wanted, standing)
    if (outcome !== 'lost') return outcome
  }
  throw conflict(resource.kind, name, MODIFIED)
}

function checkPreconditions(wanted: KubeObject, standing: KubeObject, { resource, namespace, name = '' }: Target): void {
  const { metadata } = wanted
  if (metadata.namespace !== undefined && metadata.namespace !== '' && metadata.namespace !== (namespace ?? '')) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (metadata.uid !== undefined && metadata.uid !== '' && metadata.uid !== standing.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${standing.metadata.uid ?? ''}`
    throw conflict(resource.kind, name, why)
  }
  const version = metadata.resourceVersion
  if (version !== undefined && version !== '' && version !== '0' && version !== standing.metadata.resourceVersion) {
    throw conflict(resource.kind, name, MODIFIED)
  }
}

async function finishChange(
  parts: ApiParts,
  context: RequestContext,
  target: Target,
  given: KubeObject,
  standing: KubeObject,
): Promise<KubeObject | 'lost'> {
  const { resource } = target
  const wanted = withServerFields(given, standing, target)
  resource.applyDefaults(wanted)
  resource.prepareUpdate(wanted, standing)
  const admitted = (await parts.admit({ operation: 'UPDATE', target, context, object: wanted, old: standing })) ?? wanted
  resource.applyDefaults(admitted)
  if (resource.hasGeneration && !deepEqual(admitted['spec'], standing['spec'])) {
    admitted.metadata.generation = (standing.metadata.generation ?? 0) + 1
  }
  const problems = [...validateMetadata(admitted, resource), ...immutableMetadata(admitted, standing)]
  problems.push(...resource.validate(admitted))
  if (target.subresource !== 'binding') problems.push(...resource.validateUpdate(admitted, standing))
  if (problems.length > 0) throw invalid(resource.kind, admitted.metadata.name, problems)
  checkSize(admitted)
  if (context.dryRun || deepEqual(admitted, standing)) return admitted
  return persistChange(parts, target, admitted)
}

/** Who owns what: the status subresource owns `status`, the server owns the identity and the times. */
function withServerFields(given: KubeObject, standing: KubeObject, { resource, subresource }: Target): KubeObject {
  if (subresource === 'status') {
    const status = given['status']
    return { ...structuredClone(standing), ...(status === undefined ? {} : { status }) }
  }
  const wanted: KubeObject = { ...given, metadata: { ...given.metadata } }
  const server = wanted.metadata as unknown as Record<string, unknown>
  const fixed = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp', 'generation', 'deletionTimestamp'] as const
  for (const member of [...fixed, 'deletionGracePeriodSeconds', 'generateName'] as const) {
    const value = standing.metadata[member]
    if (value === undefined) delete server[member]
    else server[member] = value
  }
  delete server['selfLink']
  delete server['managedFields']
  if (resource.hasStatus && subresource !== 'binding') {
    if (standing['status'] === undefined) delete wanted['status']
    else wanted['status'] = structuredClone(standing['status'])
  }
  return wanted
}

/** Nothing may be added to an object's finalizers once it is being deleted. */
function immutableMetadata(wanted: KubeObject, standing: KubeObject) {
  if (standing.metadata.deletionTimestamp === undefined) return []
  const before = standing.metadata.finalizers ?? []
  const added = (wanted.metadata.finalizers ?? []).filter((finalizer) => !before.includes(finalizer))
  if (added.length === 0) return []
  return [
    problem.forbidden(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`,
    ),
  ]
}
