/**
 * Refusals to know a caller, in the codes and words of each protocol.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html, the common errors of
 * STS, SSM and EKS, and https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { LIMITS } from '../../base/index.ts'
import { AwsError, type Protocol } from '../operation/index.ts'
import { basicTimestamp } from '../wire/index.ts'

export type AuthenticationProblem =
  | 'missing'
  | 'incomplete'
  | 'scope'
  | 'clock'
  /** A pre-signed URL that has outlived its `X-Amz-Expires`. */
  | 'expired-url'
  | 'unknown-access-key'
  | 'invalid-session-token'
  | 'expired-session'
  | 'inactive-access-key'
  | 'signature'

interface Refusal {
  readonly code: string
  readonly status: number
  /** Where the problem has no words of its own. */
  readonly message: string
}

const INVALID_TOKEN = 'The security token included in the request is invalid.'
const EXPIRED_TOKEN = 'The security token included in the request is expired'
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and ' +
  'signing method. Consult the service documentation for details.'
const BAD_SCOPE = 'Credential should be scoped to a valid region.'
const INCOMPLETE = 'The request signature does not conform to AWS standards.'
const EXPIRED_URL = 'Request has expired'
const SKEWED = 'The difference between the request time and the current time is too large.'

const QUERY: Readonly<Record<AuthenticationProblem, Refusal>> = {
  missing: { code: 'MissingAuthenticationToken', status: 403, message: 'Request is missing Authentication Token' },
  incomplete: { code: 'IncompleteSignature', status: 400, message: INCOMPLETE },
  scope: { code: 'SignatureDoesNotMatch', status: 403, message: BAD_SCOPE },
  clock: { code: 'SignatureDoesNotMatch', status: 403, message: SKEWED },
  'expired-url': { code: 'SignatureDoesNotMatch', status: 403, message: EXPIRED_URL },
  'unknown-access-key': { code: 'InvalidClientTokenId', status: 403, message: INVALID_TOKEN },
  'invalid-session-token': { code: 'InvalidClientTokenId', status: 403, message: INVALID_TOKEN },
  'inactive-access-key': { code: 'InvalidClientTokenId', status: 403, message: INVALID_TOKEN },
  'expired-session': { code: 'ExpiredToken', status: 403, message: EXPIRED_TOKEN },
  signature: { code: 'SignatureDoesNotMatch', status: 403, message: MISMATCH },
}

const JSON_1_1: Readonly<Record<AuthenticationProblem, Refusal>> = {
  missing: { code: 'MissingAuthenticationTokenException', status: 400, message: 'Missing Authentication Token' },
  incomplete: { code: 'IncompleteSignatureException', status: 400, message: INCOMPLETE },
  scope: { code: 'InvalidSignatureException', status: 400, message: BAD_SCOPE },
  clock: { code: 'InvalidSignatureException', status: 400, message: SKEWED },
  'expired-url': { code: 'InvalidSignatureException', status: 400, message: EXPIRED_URL },
  'unknown-access-key': { code: 'UnrecognizedClientException', status: 400, message: INVALID_TOKEN },
  'invalid-session-token': { code: 'UnrecognizedClientException', status: 400, message: INVALID_TOKEN },
  'inactive-access-key': { code: 'UnrecognizedClientException', status: 400, message: INVALID_TOKEN },
  'expired-session': { code: 'ExpiredTokenException', status: 400, message: EXPIRED_TOKEN },
  signature: { code: 'InvalidSignatureException', status: 400, message: MISMATCH },
}

const REST_XML: Readonly<Record<AuthenticationProblem, Refusal>> = {
  missing: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
  incomplete: { code: 'AuthorizationHeaderMalformed', status: 400, message: 'The authorization header is malformed.' },
  scope: {
    code: 'AuthorizationHeaderMalformed',
    status: 400,
    message: 'The authorization header is malformed; the region is wrong.',
  },
  clock: { code: 'RequestTimeTooSkewed', status: 403, message: SKEWED },
  'expired-url': { code: 'AccessDenied', status: 403, message: EXPIRED_URL },
  'unknown-access-key': {
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  'invalid-session-token': {
    code: 'InvalidToken',
    status: 400,
    message: 'The provided token is malformed or otherwise invalid.',
  },
  'inactive-access-key': {
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  'expired-session': { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
  signature: {
    code: 'SignatureDoesNotMatch',
    status: 403,
    message: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
}

/** @param message words of the problem itself; S3 has its own for a skewed clock */
export function authenticationError(protocol: Protocol, problem: AuthenticationProblem, message?: string): AwsError {
  const { code, status, message: words } = refusalOf(protocol, problem)
  const own = problem === 'clock' && protocol === 'rest-xml' ? words : (message ?? words)
  return new AwsError(code, status, own)
}

/** rest-json has the codes of JSON 1.1 and, but for what cannot be read at all, status 403. */
function refusalOf(protocol: Protocol, problem: AuthenticationProblem): Refusal {
  if (protocol === 'query') return QUERY[problem]
  if (protocol === 'rest-xml') return REST_XML[problem]
  const refusal = JSON_1_1[problem]
  return protocol === 'rest-json' && problem !== 'incomplete' ? { ...refusal, status: 403 } : refusal
}

/** The words for a signature made too early or too late, or `undefined` if its time will do. @param now real time, ms */
export function clockProblem(signedAt: number, now: number): string | undefined {
  const minutes = `${LIMITS.sigv4.skewMs / 60_000} min.`
  const [signed, current] = [basicTimestamp(signedAt), basicTimestamp(now)]
  if (signedAt < now - LIMITS.sigv4.skewMs) {
    const earliest = basicTimestamp(now - LIMITS.sigv4.skewMs)
    return `Signature expired: ${signed} is now earlier than ${earliest} (${current} - ${minutes})`
  }
  if (signedAt <= now + LIMITS.sigv4.skewMs) return undefined
  const latest = basicTimestamp(now + LIMITS.sigv4.skewMs)
  return `Signature not yet current: ${signed} is still later than ${latest} (${current} + ${minutes})`
}
