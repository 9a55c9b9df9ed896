/**
 * Who sent a request: the claim's form, scope and date, then the credentials behind its key, then its signature.
 * Signature dates are held against the real clock, because clients sign with theirs; sessions end by the rehearsal's.
 */
import type { Clock, HttpRequest, Result } from '../../base/index.ts'
import type { AwsError, CredentialSource, Credentials } from '../operation/index.ts'
import { type ClaimProblem, payloadHash, type SignatureClaim, type SigningKeys, signatureMatches } from '../wire/index.ts'
import { type AuthenticationProblem, authenticationError, clockProblem } from './authentication-error.ts'
import type { Exchange } from './exchange.ts'
import { shortened } from './shortened.ts'

export interface Authentication {
  readonly credentials: CredentialSource
  readonly signingKeys: SigningKeys
  readonly realClock: Clock
}

/** What a request says of its signature: nothing, something unreadable, or a claim. */
export type Claimed = Result<SignatureClaim, ClaimProblem> | undefined

/** IAM's own limit for access key ids. */
const ACCESS_KEY_CHARACTERS = 128
const REGION_CHARACTERS = 32
const REGION = /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/

/** @param body whole; of S3 nothing is read yet. Throws an `AwsError` in the words of the exchange's protocol. */
export async function authenticate(
  parts: Authentication,
  request: HttpRequest,
  body: Uint8Array,
  claimed: Claimed,
  exchange: Exchange,
): Promise<Credentials> {
  const refuse = (problem: AuthenticationProblem, message?: string): AwsError =>
    authenticationError(exchange.dialect.protocol, problem, message)
  if (claimed === undefined) throw refuse('missing')
  if (!claimed.ok) throw refuse(claimed.problem.kind === 'scope-date' ? 'scope' : 'incomplete', claimed.problem.message)
  const claim = claimed.value
  exchange.accessKeyId = shortened(claim.accessKeyId, ACCESS_KEY_CHARACTERS)
  if (!REGION.test(claim.region)) throw refuse('scope')
  const now = parts.realClock.now()
  if (urlExpired(claim, now)) throw refuse('expired-url')
  const lateness = livesAsItSays(claim, now) ? undefined : clockProblem(claim.signedAt, now)
  if (lateness !== undefined) throw refuse('clock', lateness)
  const found = await parts.credentials.find(claim.accessKeyId, claim.sessionToken, exchange.time)
  if (!found.ok) throw refuse(found.problem)
  const { secretAccessKey } = found.credentials
  const message = {
    method: request.method,
    target: request.target,
    rawHeaders: request.rawHeaders,
    payloadHash: payloadHash(claim, request.headers, body),
  }
  if (!signatureMatches(message, claim, secretAccessKey, parts.signingKeys)) throw refuse('signature')
  exchange.region = shortened(claim.region, REGION_CHARACTERS)
  return found.credentials
}

/** A pre-signed S3 URL lives as long as it says; all else, and a URL signed in the future, has the usual window. */
function livesAsItSays(claim: SignatureClaim, now: number): boolean {
  return claim.service === 's3' && claim.expiresSeconds !== undefined && claim.signedAt <= now
}

function urlExpired(claim: SignatureClaim, now: number): boolean {
  return livesAsItSays(claim, now) && now > claim.signedAt + (claim.expiresSeconds ?? 0) * 1000
}
