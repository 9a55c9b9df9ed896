/**
 * Is this token what it claims to be, for an account? Form, claims, provider, key, signature, times, audience,
 * in the order in which AWS's own messages appear
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
 *
 * The token is untrusted until its signature has been verified: before that nothing of it leaves this file but the
 * issuer's name, which AWS's own message repeats.
 */
import { type FailureId, failure, LIMITS, type Result, success } from '../../base/index.ts'
import {
  checkTokenTimes,
  type DecodedToken,
  decodeToken,
  type TokenTimeProblem,
  verifyTokenSignature,
} from '../../token/index.ts'
import type { DirectoryProvider, IamDirectory } from '../iam/index.ts'
import type { AwsError } from '../operation/index.ts'
import type { KeyProblem } from './provider-documents.ts'
import type { KeysFound, ProviderKeys } from './provider-keys.ts'
import {
  invalidClaim,
  missingClaim,
  noProvider,
  notAJwt,
  noVerificationKey,
  tokenExpired,
  tokenNotYetValid,
  tokenTooOld,
  wrongAudience,
  wrongThumbprint,
} from './sts-error.ts'
import { readWebIdentityClaims, type WebIdentityClaims } from './web-identity-claims.ts'

export interface VerifiedWebIdentity extends WebIdentityClaims {
  readonly provider: DirectoryProvider
  /** The audience that the provider accepts: one of the token's, or its `azp`. */
  readonly audience: string
}

/** What goes over the wire, and what only the record of the request is told. */
export interface Refusal {
  readonly error: AwsError
  readonly failureId?: FailureId
  readonly detail?: string
}

export interface WebIdentityVerifier {
  /** @param now milliseconds since 1970 */
  verify(token: string, accountId: string, now: number): Promise<Result<VerifiedWebIdentity, Refusal>>
}

interface VerifierOptions {
  readonly directory: Pick<IamDirectory, 'provider'>
  readonly keys: ProviderKeys
  /** Tokens issued before this time (milliseconds since 1970) were ended by a reset. */
  readonly acceptedSince: () => number
}

export function createWebIdentityVerifier({ directory, keys, acceptedSince }: VerifierOptions): WebIdentityVerifier {
  return {
    async verify(text, accountId, now) {
      const read = readToken(text)
      if (!read.ok) return read
      const { token, issuer, claims } = read.value
      const provider = directory.provider(accountId, issuer)
      if (provider === undefined) return refuse(noProvider(issuer), noProviderId(issuer))
      const found = keys.find(provider, token.keyId ?? '')
      // Known keys are no promise, and waiting for nothing would cost a turn of the queue.
      const refusal = checkSignature(token, found instanceof Promise ? await found : found)
      if (refusal !== undefined) return failure(refusal)
      const untimely = checkTimes(token, now, acceptedSince())
      return untimely === undefined ? identityFor(claims, provider) : failure(untimely)
    },
  }
}

interface ReadToken {
  readonly token: DecodedToken
  readonly issuer: string
  readonly claims: WebIdentityClaims
}

/** Form and claims only: nothing of it is true yet. */
function readToken(text: string): Result<ReadToken, Refusal> {
  const decoded = decodeToken(text)
  if (!decoded.ok) return refuse(notAJwt(), 'TK06', `${decoded.problem.part}: expected ${decoded.problem.expected}`)
  const token = decoded.value
  const issuer = token.claims['iss']
  if (typeof issuer !== 'string' || issuer === '') return refuse(notAJwt(), 'TK06', 'the token has no "iss"')
  const claims = readWebIdentityClaims(token.claims)
  return claims.ok ? success({ token, issuer, claims: claims.value }) : refuse(claims.problem)
}

function identityFor(claims: WebIdentityClaims, provider: DirectoryProvider): Result<VerifiedWebIdentity, Refusal> {
  const audience = acceptedAudience(claims, provider)
  return audience === undefined ? refuse(wrongAudience(), 'TK01') : success({ ...claims, provider, audience })
}

function checkSignature(token: DecodedToken, found: KeysFound): Refusal | undefined {
  if (!found.ok) return keyRefusal(found.problem)
  for (const key of found.value) if (verifyTokenSignature(token, key)) return undefined
  return { error: noVerificationKey(), failureId: 'IS03', detail: "the signature is not of the issuer's key of that name" }
}

function keyRefusal({ kind, failureId, detail }: KeyProblem): Refusal {
  return { error: kind === 'certificate' ? wrongThumbprint() : noVerificationKey(), failureId, detail }
}

function checkTimes({ claims }: DecodedToken, now: number, acceptedSince: number): Refusal | undefined {
  const nowSeconds = Math.floor(now / 1000)
  const { leewaySeconds, maxAgeSeconds } = LIMITS.token
  const problem = checkTokenTimes(claims, nowSeconds, leewaySeconds)
  if (problem !== undefined) return timeRefusal(problem, nowSeconds)
  const issuedAt = claims['iat'] as number
  const ageSeconds = nowSeconds - Math.floor(issuedAt)
  if (ageSeconds <= maxAgeSeconds + leewaySeconds && issuedAt >= Math.floor(acceptedSince / 1000)) return undefined
  return { error: tokenTooOld(ageSeconds), failureId: 'TK03' }
}

function timeRefusal(problem: TokenTimeProblem, nowSeconds: number): Refusal {
  switch (problem.code) {
    case 'expired':
      return { error: tokenExpired(nowSeconds, problem.at), failureId: 'TK03' }
    case 'not-yet-valid':
    case 'issued-in-the-future':
      return { error: tokenNotYetValid(nowSeconds, problem.at), failureId: 'TK07' }
    case 'missing':
      return { error: missingClaim(problem.claim) }
    case 'malformed':
      return { error: invalidClaim(problem.claim, 'must be a time in seconds since 1970') }
  }
}

/** Where a token has `azp`, that is the audience, and `aud` is not looked at. */
function acceptedAudience(claims: WebIdentityClaims, provider: DirectoryProvider): string | undefined {
  const candidates = claims.authorizedParty === undefined ? claims.audiences : [claims.authorizedParty]
  return candidates.find((audience) => provider.clientIds.includes(audience))
}

/** Legacy tokens and cluster-local issuers are recognisable, and never have a provider. */
function noProviderId(issuer: string): FailureId {
  if (issuer === 'kubernetes/serviceaccount') return 'TK10'
  return issuer.startsWith('https://kubernetes.default.svc') ? 'IS06' : 'PR01'
}

function refuse(error: AwsError, failureId?: FailureId, detail?: string): Result<never, Refusal> {
  return failure({ error, ...(failureId !== undefined && { failureId }), ...(detail !== undefined && { detail }) })
}
