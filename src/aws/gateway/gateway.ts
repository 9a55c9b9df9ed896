/**
 * One request's life at the AWS endpoint, whatever its service and protocol:
 * guard, route, authenticate, read the input, authorize, dispatch, encode, record. Each step is a file of its own.
 * A refusal is an `AwsError` and is written in the protocol's own shape; any other exception is a bug: this request gets
 * `InternalFailure`, the log gets the stack, and the process goes on.
 */
import {
  type Clock,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  LIMITS,
  type Log,
  type Random,
} from '../../base/index.ts'
import { AwsError, type AwsService, type CallerPolicies, type CredentialSource } from '../operation/index.ts'
import { isS3Object, type S3 } from '../s3/index.ts'
import { createSigningKeys, signatureClaim } from '../wire/index.ts'
import { type Authentication, authenticate, type Claimed } from './authenticate.ts'
import { authorize } from './authorize.ts'
import { ANONYMOUS, callOf, type DefaultPlace, partitionOf } from './call.ts'
import { encodeError, encodeOutput } from './encode.ts'
import { beginExchange, type Exchange } from './exchange.ts'
import { guard } from './guard.ts'
import { createHostNames, type HostNames } from './host-names.ts'
import { operationInput } from './operation-input.ts'
import { type Health, healthResponse, isHealth, OWN_PREFIX, OWN_SERVICE, ownOperation, ownResponse } from './own-endpoints.ts'
import { refusalOf } from './refusal.ts'
import { createRequestRecords, type RequestRecords } from './request-records.ts'
import { respondAsS3 } from './respond-as-s3.ts'
import { isUnsignedS3, type Route, type RouteTarget, routeOf } from './route.ts'
import { createServiceTable, type ServiceTable } from './service-table.ts'

export interface GatewayOptions {
  readonly services: readonly AwsService[]
  /** Has a wire of its own; without it S3's operations answer that they are not built. */
  readonly s3?: S3
  readonly credentials: CredentialSource
  readonly policies: CallerPolicies
  /** The rehearsal's time: sessions, policies, records. */
  readonly clock: Clock
  /** The dates of signatures are held against this one. */
  readonly realClock: Clock
  readonly random: Random
  readonly log?: Log
  /** Where unsigned requests act. */
  readonly region: string
  readonly accountId: string
  /** Names, without port, that the `Host` header may have besides the loopback ones. */
  readonly allowedHosts: readonly string[] | ((name: string) => boolean)
  health(): Health
  /** Back to empty; without it `/_irsa/reset` says that it cannot. */
  reset?(): Promise<void>
}

export interface Gateway {
  readonly handler: HttpHandler
  readonly records: RequestRecords
  /** One more name, without port, that the `Host` header may have. */
  addHost(name: string): void
}

export function createGateway(options: GatewayOptions): Gateway {
  const { credentials, realClock } = options
  const records = createRequestRecords(() => options.clock.now())
  const names = createHostNames(options.allowedHosts)
  const parts: Parts = {
    options,
    names,
    records,
    table: createServiceTable(options.services),
    authentication: { credentials, realClock, signingKeys: createSigningKeys() },
    place: { accountId: options.accountId, partition: partitionOf(options.region) },
  }
  const handler: HttpHandler = async (request) => {
    const exchange = beginExchange(request, options)
    const response = await answer(parts, request, exchange)
    exchange.status = response.status
    exchange.endedAt = realClock.now()
    // Whoever reads the record, or polls for health, would otherwise find mostly itself in it.
    if (exchange.service !== OWN_SERVICE || exchange.errorCode !== undefined) records.keep(exchange)
    return response
  }
  return { handler, records, addHost: (name) => names.add(name) }
}

interface Parts {
  readonly options: GatewayOptions
  readonly names: HostNames
  readonly records: RequestRecords
  readonly table: ServiceTable
  readonly authentication: Authentication
  readonly place: DefaultPlace
}

async function answer(parts: Parts, request: HttpRequest, exchange: Exchange): Promise<HttpResponse> {
  try {
    return await respond(parts, request, exchange)
  } catch (thrown) {
    const error = refusalOf(thrown, exchange, request, parts.options.log)
    exchange.errorCode = error.code
    exchange.errorMessage = error.message
    return encodeError(exchange, error)
  }
}

async function respond(parts: Parts, request: HttpRequest, exchange: Exchange): Promise<HttpResponse> {
  const claimed = signatureClaim(request.target, request.headers)
  const claim = claimed?.ok ? claimed.value : undefined
  const forS3 = claim?.service === 's3'
  guard(request, parts.names, forS3 && isS3Object(request))
  const { s3 } = parts.options
  const left = forS3 || (claimed === undefined && s3 !== undefined && isUnsignedS3(parts.table, request))
  if (left && s3 !== undefined && !request.target.startsWith(OWN_PREFIX)) {
    return respondAsS3({ s3, ...parts }, parts.options.policies, request, claimed, exchange)
  }
  const body = forS3 ? NO_BODY : await wholeBody(request)
  if (request.target.startsWith(OWN_PREFIX)) return respondAsOurselves(parts, request, body, claimed, exchange)

  const route = routeOf(parts.table, request, claim, body)
  exchange.dialect = route.dialect
  exchange.service = route.service
  exchange.operation = route.operation
  const { operation, served, input: raw } = await identified(parts, route, request, body, claimed, exchange)
  const input = operationInput({ operation, served, input: raw }, body)
  const call = callOf(request, exchange, parts.place)
  const permissions = await operation.authorize(input, call)
  if (permissions !== 'never-denied') await authorize(parts.options.policies, served.service, permissions, call, exchange)
  return encodeOutput(exchange, await operation.handle(input, call))
}

/**
 * What is to be done, once it is known who asks. What is not built says so only to those who could use it; a request
 * without a signature that asks for nothing that exists is told so at once.
 */
async function identified(
  parts: Parts,
  { target }: Route,
  request: HttpRequest,
  body: Uint8Array,
  claimed: Claimed,
  exchange: Exchange,
): Promise<RouteTarget> {
  const refused = target instanceof AwsError
  const open = refused ? claimed === undefined && target.status < 500 : target.operation.authentication === 'none'
  exchange.caller = open ? ANONYMOUS : (await authenticate(parts.authentication, request, body, claimed, exchange)).caller
  if (refused) throw target
  return target
}

async function respondAsOurselves(
  parts: Parts,
  request: HttpRequest,
  body: Uint8Array,
  claimed: Claimed,
  exchange: Exchange,
): Promise<HttpResponse> {
  const { options, records } = parts
  exchange.dialect = { protocol: 'rest-json' }
  exchange.service = OWN_SERVICE
  exchange.operation = ownOperation(request.method, request.target)
  if (isHealth(request.method, request.target)) return healthResponse(options.health())
  if (claimed?.ok && claimed.value.service !== OWN_SERVICE) {
    throw new AwsError('InvalidSignatureException', 403, `Credential should be scoped to correct service: '${OWN_SERVICE}'.`)
  }
  const { caller } = await authenticate(parts.authentication, request, body, claimed, exchange)
  exchange.caller = caller
  return ownResponse({ ...options, records }, exchange.operation, request.target, caller)
}

const NO_BODY = new Uint8Array()

async function wholeBody(request: HttpRequest): Promise<Uint8Array> {
  const body = await request.readBody(LIMITS.http.awsBodyBytes)
  if (body !== undefined) return body
  throw new AwsError('RequestEntityTooLarge', 413, `The body is larger than ${LIMITS.http.awsBodyBytes} bytes.`)
}
