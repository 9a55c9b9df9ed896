/**
 * A decoded object from a parsed body: type checked, unknown fields dropped and reported as `fieldValidation` asks.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
import { isJsonObject, type JsonValue } from '../../../base/index.ts'
import { apiVersionOf, badRequest, decodeObject, type KubeObject } from '../../../kube/index.ts'
import type { RequestContext, Target } from '../request-context.ts'

/** @param body without `apiVersion` or `kind` it is what the URL says (JavaScript clients send it so) */
export function decodeBody(body: JsonValue, target: Target, context: RequestContext): KubeObject {
  const { kind, typeName } = target.resource
  const apiVersion = apiVersionOf(kind)
  if (!isJsonObject(body)) throw badRequest(`couldn't get version/kind; json parse error: the body is not an object`)
  const given = { apiVersion: body['apiVersion'] || apiVersion, kind: body['kind'] || kind.kind }
  if (given.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${String(given.apiVersion)}) does not match the expected API version (${apiVersion})`,
    )
  }
  if (given.kind !== kind.kind) {
    throw badRequest(
      `${String(given.kind)} in version "${kind.version}" cannot be handled as a ${kind.kind}: no kind "${String(given.kind)}" is registered for it`,
    )
  }
  const value = decodeTyped(typeName, body, kind, context)
  return {
    ...value,
    apiVersion,
    kind: kind.kind,
    metadata: isJsonObject(value['metadata']) ? value['metadata'] : {},
  } as unknown as KubeObject
}

/** Decodes by a type of the table; for bodies of subresources too. */
export function decodeTyped(
  typeName: string,
  body: JsonValue,
  kind: { readonly kind: string; readonly version: string },
  context: RequestContext,
): { [member: string]: JsonValue } {
  const decoded = decodeObject(typeName, body)
  const subject = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`
  if (decoded.problem !== undefined) throw badRequest(`${subject}: ${decoded.problem}`)
  const unknown = decoded.unknown.map((path) => `unknown field "${path}"`)
  if (unknown.length > 0 && context.fieldValidation === 'Strict') {
    throw badRequest(`${subject}: strict decoding error: ${unknown.join(', ')}`)
  }
  if (context.fieldValidation === 'Warn') for (const text of unknown) context.warn(text)
  return isJsonObject(decoded.value) ? decoded.value : {}
}
