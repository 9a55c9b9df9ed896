/**
 * Every refusal of STS in AWS's own words, in one place.
 * Codes and statuses: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors
 * (the code on the wire is the model's `awsQueryError`, which drops "Exception" for most but not for all).
 * INVARIANT (no secrets): a sentence names times, names and issuers, never a token or a part of one.
 */
import { AwsError } from '../operation/index.ts'

const STATUS = {
  AccessDenied: 403,
  ExpiredTokenException: 400,
  InvalidAuthorizationMessageException: 400,
  InvalidIdentityToken: 400,
  InvalidParameterValue: 400,
  MalformedPolicyDocument: 400,
  PackedPolicyTooLarge: 400,
  ValidationError: 400,
} as const

type StsErrorCode = keyof typeof STATUS

function stsError(code: StsErrorCode, message: string): AwsError {
  return new AwsError(code, STATUS[code], message)
}

export function invalidRequestArn(): AwsError {
  return stsError('ValidationError', 'Request ARN is invalid')
}

/** AssumeRole's words for the same fault. */
export function invalidRoleArn(arn: string): AwsError {
  return stsError('ValidationError', `${arn} is invalid`)
}

export function notAJwt(): AwsError {
  return stsError(
    'InvalidIdentityToken',
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  )
}

export function missingClaim(claim: string): AwsError {
  return stsError('InvalidIdentityToken', `Missing a required claim: ${claim}`)
}

/** AWS publishes no sentence for a claim of the wrong form; this one is ours. */
export function invalidClaim(claim: string, reason: string): AwsError {
  return stsError('InvalidIdentityToken', `Invalid value for claim ${claim}: ${reason}`)
}

/** @param issuer as the token has it */
export function noProvider(issuer: string): AwsError {
  return stsError('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${issuer}`)
}

export function noVerificationKey(): AwsError {
  return stsError(
    'InvalidIdentityToken',
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
  )
}

export function wrongThumbprint(): AwsError {
  return stsError('InvalidIdentityToken', "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint")
}

/** Both in seconds since 1970. */
export function tokenExpired(now: number, expiresAt: number): AwsError {
  return stsError(
    'ExpiredTokenException',
    `Token expired: current date/time ${now} must be before the expiration date/time ${expiresAt}`,
  )
}

/** @param ageSeconds counted from `iat` */
export function tokenTooOld(ageSeconds: number): AwsError {
  return stsError('ExpiredTokenException', `Token too old: ${ageSeconds}`)
}

/** AWS publishes no sentence for `nbf` or `iat` in the future; this one is ours. Times in seconds since 1970. */
export function tokenNotYetValid(now: number, validFrom: number): AwsError {
  return stsError('InvalidIdentityToken', `Token not yet valid: current date/time ${now} must not be before ${validFrom}`)
}

export function wrongAudience(): AwsError {
  return stsError('InvalidIdentityToken', 'Incorrect token audience')
}

/** One sentence for every way in which a role does not trust a token, a missing role included. */
export function notAuthorizedForWebIdentity(): AwsError {
  return stsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity')
}

export function notAuthorized(callerArn: string, action: string, resource: string): AwsError {
  return stsError('AccessDenied', `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource}`)
}

/** For an operation that a kind of credentials may never call, whatever its policies say. */
export function cannotCall(action: string): AwsError {
  return stsError('AccessDenied', `Cannot call ${action} with session credentials`)
}

export function durationExceedsRole(): AwsError {
  return stsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
}

export function durationExceedsChaining(): AwsError {
  return stsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  )
}

export function malformedPolicy(message: string): AwsError {
  return stsError('MalformedPolicyDocument', message)
}

/** @param percent of the allotted space, above 100 */
export function packedPolicyTooLarge(percent: number): AwsError {
  return stsError('PackedPolicyTooLarge', `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`)
}

export function invalidParameter(message: string): AwsError {
  return stsError('InvalidParameterValue', message)
}

export function invalidParameterForm(message: string): AwsError {
  return stsError('ValidationError', message)
}

/** The code is the model's; AWS publishes no sentence, this is the one that its users report [m]. */
export function invalidAuthorizationMessage(): AwsError {
  return stsError('InvalidAuthorizationMessageException', 'Message is not valid')
}
