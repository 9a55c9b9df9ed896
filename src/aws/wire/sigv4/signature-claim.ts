/**
 * What a request says of its own signature, from the `Authorization` header or from the query of a pre-signed URL.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 * Nothing in a claim is true until `signatureMatches` says so.
 */
import { failure, LIMITS, type Result, success } from '../../../base/index.ts'
import { decodedParameter } from '../form.ts'

export interface SignatureClaim {
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  /** `20261121` */
  readonly date: string
  readonly region: string
  readonly service: string
  /** Lower case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[]
  /** 64 lower-case hex. */
  readonly signature: string
  /** As signed: `20261121T083000Z`. */
  readonly timestamp: string
  /** The same in milliseconds since 1970. */
  readonly signedAt: number
  /** Pre-signed URLs only. */
  readonly expiresSeconds?: number
  readonly sessionToken?: string
  /** What a pre-signed URL says of its payload; S3 only. */
  readonly payloadHash?: string
}

/** Why a signature cannot even be looked at. `incomplete` parts are missing, the others are there and wrong. */
export interface ClaimProblem {
  readonly kind: 'incomplete' | 'algorithm' | 'scope-date'
  /** In AWS's words. Holds nothing of the signature itself. */
  readonly message: string
}

type Headers = Readonly<Record<string, string | undefined>>
type Claimed = Result<SignatureClaim, ClaimProblem> | undefined

interface ClaimParts {
  readonly credential: string | undefined
  readonly signedHeaders: string | undefined
  readonly signature: string | undefined
  readonly timestamp: string | undefined
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const SCOPE_END = 'aws4_request'
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
const HEX_SIGNATURE = /^[0-9a-f]{64}$/
const MAX_EXPIRES_SECONDS = 604_800

/** The claim of a request, or `undefined` if it claims none (an anonymous request). */
export function signatureClaim(target: string, headers: Headers): Claimed {
  const authorization = headers['authorization']
  if (authorization !== undefined) return headerClaim(authorization, headers)
  return target.includes('X-Amz-') ? queryClaim(target) : undefined
}

function headerClaim(authorization: string, headers: Headers): Claimed {
  const space = authorization.indexOf(' ')
  const algorithm = space < 0 ? authorization : authorization.slice(0, space)
  if (algorithm !== ALGORITHM)
    return failure({ kind: 'algorithm', message: "Unsupported AWS 'algorithm' in the Authorization header." })
  const fields = headerFields(authorization.slice(space + 1))
  const claim = claimOf('header', {
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    timestamp: headers['x-amz-date'] ?? timestampOf(headers['date']),
  })
  const sessionToken = headers['x-amz-security-token']
  return claim.ok && sessionToken !== undefined ? success({ ...claim.value, sessionToken }) : claim
}

function headerFields(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    if (equals > 0) fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim())
  }
  return fields
}

function queryClaim(target: string): Claimed {
  const fields = amzParameters(target)
  const algorithm = fields.get('X-Amz-Algorithm')
  if (algorithm === undefined && fields.get('X-Amz-Signature') === undefined) return undefined
  if (algorithm !== ALGORITHM) return failure({ kind: 'algorithm', message: "Unsupported AWS 'algorithm' in X-Amz-Algorithm." })
  const expires = fields.get('X-Amz-Expires')
  const claim = claimOf('query', {
    credential: fields.get('X-Amz-Credential'),
    signedHeaders: fields.get('X-Amz-SignedHeaders'),
    signature: fields.get('X-Amz-Signature'),
    timestamp: fields.get('X-Amz-Date'),
  })
  if (!claim.ok) return claim
  const expiresSeconds = expires === undefined ? 900 : Number(expires)
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > MAX_EXPIRES_SECONDS) {
    return failure({ kind: 'incomplete', message: 'X-Amz-Expires must be a number of seconds from 1 to 604800.' })
  }
  const sessionToken = fields.get('X-Amz-Security-Token')
  const payloadHash = fields.get('X-Amz-Content-Sha256')
  return success({
    ...claim.value,
    expiresSeconds,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(payloadHash !== undefined && { payloadHash }),
  })
}

function amzParameters(target: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const part of target.slice(target.indexOf('?') + 1).split('&')) {
    const equals = part.indexOf('=')
    if (equals < 0 || !part.startsWith('X-Amz-')) continue
    const value = decodedParameter(part.slice(equals + 1))
    if (value !== undefined) fields.set(part.slice(0, equals), value)
  }
  return fields
}

function claimOf(form: SignatureClaim['form'], parts: ClaimParts): Result<SignatureClaim, ClaimProblem> {
  const { credential, signature, timestamp } = parts
  if (credential === undefined || parts.signedHeaders === undefined || signature === undefined || timestamp === undefined) {
    return failure({ kind: 'incomplete', message: missingParts(form, parts) })
  }
  const scope = credential.split('/')
  const [accessKeyId, date, region, service, end] = scope
  if (scope.length !== 5 || !accessKeyId || !date || !region || !service || end !== SCOPE_END) {
    return incomplete('Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/aws4_request.')
  }
  const signedHeaders = parts.signedHeaders.split(';')
  if (signedHeaders.length > LIMITS.sigv4.signedHeaders) return incomplete('SignedHeaders names too many headers.')
  if (!signedHeaders.includes('host')) return incomplete("'Host' must be a 'SignedHeader' in the AWS Authorization.")
  const signedAt = timeOf(timestamp)
  if (signedAt === undefined) return incomplete(`Date must be in ISO-8601 'basic format'. Got '${timestamp.slice(0, 40)}'.`)
  if (!HEX_SIGNATURE.test(signature)) return incomplete('Signature must be 64 lower-case hexadecimal digits.')
  if (!timestamp.startsWith(date)) return failure({ kind: 'scope-date', message: scopeDateMessage(date, timestamp) })
  return success({ form, accessKeyId, date, region, service, signedHeaders, signature, timestamp, signedAt })
}

function incomplete(message: string): Result<never, ClaimProblem> {
  return failure({ kind: 'incomplete', message })
}

function scopeDateMessage(date: string, timestamp: string): string {
  const actual = `'${date.slice(0, 16)}' != '${timestamp.slice(0, 8)}', from '${timestamp}'`
  return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ${actual}.`
}

function missingParts(form: SignatureClaim['form'], parts: ClaimParts): string {
  const missing: string[] = []
  const require = (value: string | undefined, name: string) => {
    if (value === undefined) missing.push(`Authorization header requires ${name}.`)
  }
  if (form === 'query') {
    return 'AWS query-string parameters must include X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-SignedHeaders and X-Amz-Date.'
  }
  require(parts.credential, "'Credential' parameter")
  require(parts.signature, "'Signature' parameter")
  require(parts.signedHeaders, "'SignedHeaders' parameter")
  require(parts.timestamp, "existence of either a 'X-Amz-Date' or a 'Date' header")
  return missing.join(' ')
}

function timeOf(timestamp: string): number | undefined {
  const parts = TIMESTAMP.exec(timestamp)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return Number.isFinite(time) ? time : undefined
}

/** A `Date` header (RFC 9110) in the form that the string to sign has. */
function timestampOf(date: string | undefined): string | undefined {
  if (date === undefined || TIMESTAMP.test(date)) return date
  const time = Date.parse(date)
  return Number.isNaN(time) ? undefined : basicTimestamp(time)
}

/** `20261121T083000Z`. @param time milliseconds since 1970 */
export function basicTimestamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`
}
