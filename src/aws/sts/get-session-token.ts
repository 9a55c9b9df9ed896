/**
 * Temporary credentials with a user's own rights. Needs no permission.
 * Implements sts:GetSessionToken (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html).
 *
 * Second factors are refused by name. Stricter than AWS in one thing: the session ends with the access key that made
 * it. Temporary credentials cannot call it.
 */
import { LIMITS } from '../../base/index.ts'
import { type Caller, type Operation, operation } from '../operation/index.ts'
import { credentialsOutput } from './issue-session.ts'
import type { SealedKeySession } from './sealed-session.ts'
import { cannotCall, packedPolicyTooLarge } from './sts-error.ts'
import type { StsParts } from './sts-parts.ts'

const NO_MFA = { kind: 'refused', reason: 'there are no MFA devices here' } as const

const INPUT = {
  kind: 'structure',
  members: {
    DurationSeconds: { kind: 'integer', min: LIMITS.session.minSeconds, max: LIMITS.session.userMaxSeconds },
    SerialNumber: NO_MFA,
    TokenCode: NO_MFA,
    MinimumSessionTokenSize: { kind: 'integer', min: 0, max: LIMITS.session.tokenBytes },
  },
} as const

export function getSessionToken({ tokens, epoch }: StsParts): Operation<typeof INPUT> {
  return operation({
    name: 'GetSessionToken',
    input: INPUT,
    authorize: () => 'never-denied',
    async handle(input, { caller, now }) {
      const { accessKeyId } = caller
      if (accessKeyId === undefined || isTemporary(caller)) throw cannotCall('GetSessionToken')
      const issuedAt = Math.floor(now / 1000)
      const expiresAt = issuedAt + durationFor(caller, input.DurationSeconds)
      const session: SealedKeySession = { kind: 'access-key', epoch: epoch().number, accessKeyId, issuedAt, expiresAt }
      const issued = tokens.issue(session, input.MinimumSessionTokenSize)
      // Reached by no honest caller: the description holds one access key id and three numbers.
      if (issued === undefined) throw packedPolicyTooLarge(101)
      const size = issued.sessionToken.length
      return {
        Credentials: credentialsOutput(issued, expiresAt),
        SessionTokenUtilization: Math.ceil((100 * size) / LIMITS.session.tokenBytes),
        SessionTokenSize: size,
      }
    },
  })
}

/** Root gets an hour, however long it asks for: AWS shortens the wish rather than refuse it. */
function durationFor({ principal }: Caller, wished: number | undefined): number {
  const { rootMaxSeconds, userDefaultSeconds } = LIMITS.session
  return principal.type === 'root' ? Math.min(wished ?? rootMaxSeconds, rootMaxSeconds) : (wished ?? userDefaultSeconds)
}

/** Every temporary credential carries the time of its issue, and no other does. */
function isTemporary({ context }: Caller): boolean {
  return context['aws:tokenissuetime'] !== undefined
}
