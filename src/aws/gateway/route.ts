/**
 * Which operation of which service a request asks for. All services share one port, so: by the service name of the
 * signing scope, else by `X-Amz-Target`, else (an unsigned form) by `Action`, else by path; what is left is S3's.
 */
import { failure, type HttpRequest } from '../../base/index.ts'
import { AwsError, type Operation } from '../operation/index.ts'
import { s3Address, s3Operation, virtualBucket } from '../s3/index.ts'
import { type Dialect, decodeForm, type FormParameter, type SignatureClaim, utf8Text } from '../wire/index.ts'
import { formError } from './input-error.ts'
import { JSON_CONTENT_TYPE, type MatchedPath, type ServedService, type ServiceTable } from './service-table.ts'
import { shortened } from './shortened.ts'
import { splitTarget } from './target.ts'

/** Where the input of an operation is to be read from. */
export type RawInput =
  | { readonly kind: 'form'; readonly parameters: readonly FormParameter[] }
  | { readonly kind: 'json' }
  | { readonly kind: 'rest'; readonly match: MatchedPath; readonly query: string }

export interface Route {
  readonly dialect: Dialect
  /** The name in credential scopes. */
  readonly service: string
  /** As far as the request names one; cut to what a record can hold. */
  readonly operation: string
  /** What is to be done, or the refusal that an authenticated caller gets. */
  readonly target: RouteTarget | AwsError
}

export interface RouteTarget {
  readonly served: ServedService
  // biome-ignore lint/suspicious/noExplicitAny: an operation's own input type is known only to itself
  readonly operation: Operation<any>
  readonly input: RawInput
}

/** @param claim absent where there is none or where it cannot be read @param body empty for S3 */
export function routeOf(table: ServiceTable, request: HttpRequest, claim: SignatureClaim | undefined, body: Uint8Array): Route {
  const served = claim === undefined ? undefined : table.named(claim.service)
  if (served !== undefined) return routeWithin(table, served, request, body)
  if (claim?.service === 's3') return s3Route(request)
  const target = request.headers['x-amz-target']
  if (claim !== undefined) return strangerRoute(claim.service, request, body)
  if (target !== undefined) return targetRoute(table, request, target)
  if (isForm(request)) return formRoute(table, undefined, request, body)
  const match = table.found(request.method, splitTarget(request.target).path)
  return match === undefined ? s3Route(request) : restRoute(match, request)
}

/** True for unsigned requests that are left to S3: those of no form, target or path that another service has. */
export function isUnsignedS3(table: ServiceTable, request: HttpRequest): boolean {
  if (isForm(request) || request.headers['x-amz-target'] !== undefined) return false
  if (virtualBucket(request.headers['host']) !== undefined) return true
  return table.found(request.method, splitTarget(request.target).path) === undefined
}

/** True for requests of the query protocol, as far as one can tell without knowing the service. */
function isForm(request: HttpRequest): boolean {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) return true
  const { path, query } = splitTarget(request.target)
  return path === '/' && (query.startsWith('Action=') || query.includes('&Action='))
}

/** The dialect to refuse in before anything is known. */
export function guessedDialect(request: HttpRequest): Dialect {
  if (request.headers['x-amz-target'] !== undefined) return jsonDialect(request)
  return isForm(request) ? { protocol: 'query', xmlNamespace: '' } : { protocol: 'rest-json' }
}

function routeWithin(table: ServiceTable, served: ServedService, request: HttpRequest, body: Uint8Array): Route {
  if (served.service.protocol === 'query') return formRoute(table, served, request, body)
  if (served.service.protocol === 'json') {
    const target = request.headers['x-amz-target'] ?? ''
    return operationRoute(served, jsonDialect(request), targetOperation(served, target), { kind: 'json' })
  }
  const match = table.found(request.method, splitTarget(request.target).path, served)
  return match === undefined ? unknownPath(served, request) : restRoute(match, request)
}

function formRoute(table: ServiceTable, signedFor: ServedService | undefined, request: HttpRequest, body: Uint8Array): Route {
  const form = formOf(request, body)
  const dialect: Dialect = signedFor?.dialect ?? { protocol: 'query', xmlNamespace: '' }
  const service = signedFor?.service.name ?? ''
  if (!form.ok) return { dialect, service, operation: '', target: formError(form.problem) }
  const action = parameterNamed(form.value, 'Action')
  if (action === undefined) {
    const missing = new AwsError('MissingAction', 400, 'The request is missing an action or a required parameter.')
    return { dialect, service, operation: '', target: missing }
  }
  const version = parameterNamed(form.value, 'Version')
  const served = signedFor ?? table.acting(action)
  if (served === undefined) return { dialect, service, operation: shown(action), target: invalidAction(action, version ?? '') }
  if (version !== undefined && version !== served.service.apiVersion) {
    const target = invalidAction(action, version)
    return { dialect: served.dialect, service: served.service.name, operation: shown(action), target }
  }
  return operationRoute(served, served.dialect, action, { kind: 'form', parameters: form.value })
}

function targetRoute(table: ServiceTable, request: HttpRequest, target: string): Route {
  const served = table.targeted(target.slice(0, target.lastIndexOf('.')))
  if (served === undefined) return strangerRoute('', request, NO_BODY)
  return operationRoute(served, jsonDialect(request), targetOperation(served, target), { kind: 'json' })
}

function restRoute(match: MatchedPath, request: HttpRequest): Route {
  const query = splitTarget(request.target).query
  return operationRoute(match.served, match.served.dialect, match.operation, { kind: 'rest', match, query })
}

function operationRoute(served: ServedService, dialect: Dialect, name: string, input: RawInput): Route {
  const operation = served.operations.get(name)
  const service = served.service.name
  if (operation !== undefined) return { dialect, service, operation: operation.name, target: { served, operation, input } }
  const target = served.notBuilt.has(name) ? notImplemented(service, name) : unknownOperation(served, name)
  return { dialect, service, operation: shown(name), target }
}

/** A service that is not here at all: authenticated like any other, then refused by name. */
function strangerRoute(service: string, request: HttpRequest, body: Uint8Array): Route {
  const target = request.headers['x-amz-target']
  if (target !== undefined) {
    const operation = shown(target.slice(target.lastIndexOf('.') + 1))
    return { dialect: jsonDialect(request), service: shown(service), operation, target: notImplemented(service, operation) }
  }
  const dialect = guessedDialect(request)
  const form = isForm(request) ? formOf(request, body) : undefined
  const operation = form?.ok ? shown(parameterNamed(form.value, 'Action') ?? '') : ''
  return { dialect, service: shown(service), operation, target: notImplemented(service, operation) }
}

function s3Route(request: HttpRequest): Route {
  const address = s3Address(request.target, request.headers['host'])
  const operation = (address && s3Operation(request.method, address, request.headers)) ?? ''
  return { dialect: { protocol: 'rest-xml' }, service: 's3', operation, target: notImplemented('s3', operation) }
}

function unknownPath(served: ServedService, request: HttpRequest): Route {
  const where = `${request.method} ${splitTarget(request.target).path}`
  return { dialect: served.dialect, service: served.service.name, operation: '', target: unknownOperation(served, where) }
}

function jsonDialect(request: HttpRequest): Dialect {
  const old = request.headers['content-type']?.startsWith('application/x-amz-json-1.0') === true
  return { protocol: 'json', contentType: old ? 'application/x-amz-json-1.0' : JSON_CONTENT_TYPE }
}

function targetOperation(served: ServedService, target: string): string {
  const prefix = `${served.service.targetPrefix ?? ''}.`
  return target.startsWith(prefix) ? target.slice(prefix.length) : target
}

function formOf(request: HttpRequest, body: Uint8Array): ReturnType<typeof decodeForm> {
  const text = utf8Text(body)
  return text === undefined ? failure({ kind: 'bad-encoding' }) : decodeForm(splitTarget(request.target).query, text)
}

function parameterNamed(parameters: readonly FormParameter[], name: string): string | undefined {
  for (const parameter of parameters) if (parameter.name === name) return parameter.value
  return undefined
}

function notImplemented(service: string, operation: string): AwsError {
  const what =
    operation === '' ? `The service ${shown(service)}` : `The operation ${operation} of ${shown(service) || 'this service'}`
  return new AwsError('NotImplemented', 501, `${what} is not built here.`, { fault: 'Receiver' })
}

function unknownOperation(served: ServedService, name: string): AwsError {
  if (served.service.protocol === 'query') return invalidAction(name, served.service.apiVersion)
  return new AwsError(
    'UnknownOperationException',
    400,
    `${shown(name)} is no operation of ${served.service.name} that this endpoint knows.`,
  )
}

function invalidAction(action: string, version: string): AwsError {
  return new AwsError('InvalidAction', 400, `Could not find operation ${shown(action)} for version ${shown(version)}`)
}

const SHOWN_CHARACTERS = 128
const NO_BODY = new Uint8Array()

function shown(name: string): string {
  return shortened(name, SHOWN_CHARACTERS)
}
