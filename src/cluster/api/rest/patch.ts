/**
 * PATCH in its four content types: https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 * The patched document is decoded like any other body, so that what a patch adds is checked the same way.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/index.ts'
import {
  applyPatch,
  badRequest,
  internalError,
  invalid,
  jsonPatch,
  type KubeObject,
  mergePatch,
  type Patch,
  problem,
  refusal,
  strategicMergePatch,
} from '../../../kube/index.ts'
import type { RequestContext, Target } from '../request-context.ts'
import { createObject } from './create.ts'
import { decodeBody } from './decode-body.ts'
import type { ApiParts } from './operations.ts'
import { changeObject } from './update.ts'

export interface Patched {
  readonly object: KubeObject
  /** Server-side apply makes what is not there. */
  readonly created: boolean
}

export async function patchObject(parts: ApiParts, context: RequestContext, target: Target, patch: Patch): Promise<Patched> {
  if (patch.type === 'apply') return applyObject(parts, context, target, patch.body)
  const object = await changeObject(parts, context, target, (standing) => {
    const patched = patchDocument(target.resource.typeName, standing as unknown as JsonObject, patch)
    return checkedName(decodeBody(patched, target, context), target)
  })
  return { object, created: false }
}

/** One document patched, by the rules of its type. */
export function patchDocument(typeName: string, document: JsonObject, patch: Exclude<Patch, { type: 'apply' }>): JsonValue {
  switch (patch.type) {
    case 'merge':
      return mergePatch(document, patch.body)
    case 'strategic': {
      const merged = strategicMergePatch(typeName, document, patch.body)
      if (merged.ok) return merged.value
      throw internalError(merged.problem)
    }
    case 'json': {
      const patched = jsonPatch(document, patch.body)
      if (patched.ok) return patched.value
      throw refusal(422, 'Invalid', `the server rejected our request due to an error in our request: ${patched.problem}`, {})
    }
  }
}

/**
 * Server-side apply, without field managers: no `managedFields` are kept, so nothing conflicts (`force` changes
 * nothing), and a field that an earlier apply set and this one leaves out stays.
 */
async function applyObject(parts: ApiParts, context: RequestContext, target: Target, body: JsonObject): Promise<Patched> {
  const { resource, namespace, name = '', subresource } = target
  if (context.fieldManager === '') {
    const required = problem.required('fieldManager', 'is required for apply patch')
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [required])
  }
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {}
  if (metadata['managedFields'] !== undefined && JSON.stringify(metadata['managedFields']) !== '[]') {
    throw badRequest('metadata.managedFields must be nil')
  }
  const applied = checkedName(decodeBody(body, target, context), target) as unknown as JsonObject
  const standing = await parts.objects.get(resource.kind, namespace, name)
  if (standing === undefined && subresource === undefined) {
    return { object: await createObject(parts, context, target, applied), created: true }
  }
  const object = await changeObject(parts, context, target, (current) => {
    return applyPatch(resource.typeName, current as unknown as JsonObject, applied) as unknown as KubeObject
  })
  return { object, created: false }
}

function checkedName(object: KubeObject, { name = '' }: Target): KubeObject {
  const given = object.metadata.name
  if (given !== undefined && given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`)
  }
  object.metadata.name = name
  return object
}
