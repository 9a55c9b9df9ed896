/**
 * One request's life where S3 answers it: the same steps as for every service, but the body stays unread, the input is
 * S3's own business, and S3 asks for each permission when it knows the bucket.
 */
import type { HttpRequest, HttpResponse } from '../../base/index.ts'
import { decide, denialReason, explain } from '../../policy/index.ts'
import { AwsError, type CallerPolicies } from '../operation/index.ts'
import { type S3, type S3Request, s3Address, s3Operation } from '../s3/index.ts'
import { chunkSignatures } from '../wire/index.ts'
import { type Authentication, authenticate, type Claimed } from './authenticate.ts'
import { accessRequest, layersFor } from './authorize.ts'
import { ANONYMOUS, callOf, type DefaultPlace } from './call.ts'
import type { Exchange } from './exchange.ts'
import { shortened } from './shortened.ts'

export interface S3Parts {
  readonly s3: S3
  readonly authentication: Authentication
  readonly place: DefaultPlace
}

const NO_BODY = new Uint8Array()
const OPERATION_CHARACTERS = 128
const VERSION_2 = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'

export async function respondAsS3(
  parts: S3Parts,
  policies: CallerPolicies,
  request: HttpRequest,
  claimed: Claimed,
  exchange: Exchange,
): Promise<HttpResponse> {
  exchange.dialect = { protocol: 'rest-xml' }
  exchange.service = 's3'
  const address = s3Address(request.target, request.headers['host'])
  if (address === undefined) throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.")
  const operation = s3Operation(request.method, address, request.headers)
  exchange.operation = shortened(operation ?? '', OPERATION_CHARACTERS)
  const signatures = await identified(parts, request, address.query, claimed, exchange)
  const call = callOf(request, exchange, parts.place)
  const asked: S3Request = {
    http: request,
    call,
    ...address,
    ...(signatures !== undefined && { signatures }),
    async refusalFor(permission) {
      exchange.permissions = [...exchange.permissions, permission]
      const question = accessRequest(permission, call)
      const layers = layersFor(permission, await policies.layersOf(call.caller))
      if (decide(question, layers) === 'allow') return undefined
      const decision = explain(question, layers)
      exchange.trace = decision
      return denialReason(decision, permission.action)
    },
  }
  const response = await parts.s3.respond(asked, operation)
  // A question that was asked only to choose the words is no denial of what was done in the end.
  exchange.trace = undefined
  return response
}

/** Fills in the caller. What is signed chunk by chunk is verified later with what this gives. */
async function identified(
  parts: S3Parts,
  request: HttpRequest,
  query: S3Request['query'],
  claimed: Claimed,
  exchange: Exchange,
): Promise<S3Request['signatures']> {
  if (claimed === undefined) {
    // What buckets made since June 2020 say of Signature Version 2, which boto3 still pre-signs with unless told otherwise.
    if (query.has('AWSAccessKeyId') || query.has('Signature')) throw new AwsError('InvalidRequest', 400, VERSION_2)
    exchange.caller = ANONYMOUS
    return undefined
  }
  const { caller, secretAccessKey } = await authenticate(parts.authentication, request, NO_BODY, claimed, exchange)
  exchange.caller = caller
  if (!claimed.ok) return undefined
  if (claimed.value.form === 'header' && request.headers['x-amz-content-sha256'] === undefined) {
    throw new AwsError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256')
  }
  return chunkSignatures(claimed.value, secretAccessKey, parts.authentication.signingKeys)
}
