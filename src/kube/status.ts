/**
 * Refusals of the API as values: `Status` objects with the reasons and the words of the Kubernetes API server.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 * Each function makes a `KubernetesError` to be thrown; none of them throws.
 */
import type { JsonObject } from '../base/index.ts'
import { KubernetesError } from './client.ts'
import type { FieldProblem } from './field-problem.ts'
import type { Kind } from './kind.ts'
import type { Status } from './object.ts'

interface Resource {
  readonly group: string
  readonly plural: string
}

/** @param code an HTTP status; @param reason the stable word */
export function refusal(code: number, reason: string, message: string, details?: JsonObject): KubernetesError {
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  }
  return new KubernetesError(status)
}

/** What a success with nothing else to say answers. */
export function successStatus(details: JsonObject): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details, code: 200 }
}

/** `pods`, `deployments.apps`. */
export function qualifiedPlural(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`
}

function detailsOf(resource: Resource, name: string): JsonObject {
  return { ...(name === '' ? {} : { name }), ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural }
}

export function notFound(resource: Resource, name: string): KubernetesError {
  return refusal(404, 'NotFound', `${qualifiedPlural(resource)} "${name}" not found`, detailsOf(resource, name))
}

/** For paths that lead nowhere. */
export function noSuchResource(): KubernetesError {
  return refusal(404, 'NotFound', 'the server could not find the requested resource', {})
}

export function alreadyExists(resource: Resource, name: string): KubernetesError {
  return refusal(409, 'AlreadyExists', `${qualifiedPlural(resource)} "${name}" already exists`, detailsOf(resource, name))
}

export function conflict(resource: Resource, name: string, why: string): KubernetesError {
  const message = `Operation cannot be fulfilled on ${qualifiedPlural(resource)} "${name}": ${why}`
  return refusal(409, 'Conflict', message, detailsOf(resource, name))
}

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again'

export function forbidden(resource: Resource, name: string, why: string): KubernetesError {
  const subject = name === '' ? `${qualifiedPlural(resource)} is` : `${qualifiedPlural(resource)} "${name}" is`
  return refusal(403, 'Forbidden', `${subject} forbidden: ${why}`, detailsOf(resource, name))
}

export function forbiddenPath(user: string, verb: string, path: string): KubernetesError {
  return refusal(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {})
}

export function unauthorized(): KubernetesError {
  return refusal(401, 'Unauthorized', 'Unauthorized')
}

export function badRequest(message: string): KubernetesError {
  return refusal(400, 'BadRequest', message)
}

export function invalid(
  kind: Kind | { group: string; kind: string },
  name: string,
  problems: readonly FieldProblem[],
): KubernetesError {
  const subject = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`
  const texts = problems.map(({ field, message }) => `${field}: ${message}`)
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return refusal(422, 'Invalid', `${subject} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes: problems.map(({ reason, field, message }) => ({ reason, message, field })),
  })
}

export function methodNotAllowed(): KubernetesError {
  return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})
}

export function notAcceptable(accepted: readonly string[]): KubernetesError {
  return refusal(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`)
}

export function unsupportedMediaType(accepted: readonly string[]): KubernetesError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return refusal(415, 'UnsupportedMediaType', message)
}

export function tooLarge(limitBytes: number): KubernetesError {
  return refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`)
}

/** The resourceVersion asked for is no longer kept. */
export function expired(message = 'The resourceVersion for the provided watch is too old.'): KubernetesError {
  return refusal(410, 'Expired', message)
}

export function notImplemented(what: string): KubernetesError {
  return refusal(501, 'NotImplemented', what, {})
}

export function internalError(why: string): KubernetesError {
  return refusal(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] })
}
