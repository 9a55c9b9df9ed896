/**
 * Makes the session of an assumed role, and the part of the answer that is the same for every operation that does so.
 * Nothing is written anywhere: the session is in its token.
 */
import { LIMITS } from '../../base/index.ts'
import type { DirectoryRole } from '../iam/index.ts'
import type { Tag } from '../operation/index.ts'
import { encodeSession, packedBytes, type SealedRoleSession, type WebIdentity } from './sealed-session.ts'
import { type IssuedCredentials, SESSION_PLAINTEXT_BYTES, type SessionTokens } from './session-token.ts'
import { packedPolicyTooLarge } from './sts-error.ts'

export interface SessionRequest {
  readonly role: DirectoryRole
  readonly sessionName: string
  readonly durationSeconds: number
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  readonly tags?: readonly Tag[]
  readonly transitiveTagKeys?: readonly string[]
  readonly sourceIdentity?: string | undefined
  readonly tokenId?: string | undefined
  readonly webIdentity?: WebIdentity
  /** `MinimumSessionTokenSize`, in bytes. */
  readonly minimumTokenBytes?: number | undefined
}

interface IssuedSession {
  readonly AssumedRoleUser: { readonly Arn: string; readonly AssumedRoleId: string }
  readonly Credentials: CredentialsOutput
  /** What stands at the end of every answer; `PackedPolicySize` only if policies or tags were passed. */
  readonly sizes: {
    readonly PackedPolicySize?: number
    readonly SessionTokenUtilization: number
    readonly SessionTokenSize: number
  }
}

/** In the order in which AWS writes them. */
interface CredentialsOutput {
  readonly SessionToken: string
  readonly SecretAccessKey: string
  readonly Expiration: Date
  readonly AccessKeyId: string
  readonly [member: string]: string | Date
}

/** @param now milliseconds since 1970 @throws AwsError `PackedPolicyTooLarge` */
export function issueSession(tokens: SessionTokens, epoch: number, request: SessionRequest, now: number): IssuedSession {
  const session = describe(request, epoch, Math.floor(now / 1000))
  const packedPolicySize = packedPercent(session)
  const issued = tokens.issue(session, request.minimumTokenBytes)
  if (issued === undefined) throw packedPolicyTooLarge(Math.max(packedPolicySize ?? 0, 101))
  const size = issued.sessionToken.length
  return {
    AssumedRoleUser: {
      Arn: sessionArn(request.role, request.sessionName),
      AssumedRoleId: `${request.role.roleId}:${request.sessionName}`,
    },
    Credentials: credentialsOutput(issued, session.expiresAt),
    sizes: {
      ...(packedPolicySize !== undefined && { PackedPolicySize: packedPolicySize }),
      SessionTokenUtilization: Math.ceil((100 * size) / LIMITS.session.tokenBytes),
      SessionTokenSize: size,
    },
  }
}

/** @param expiresAt seconds since 1970 */
export function credentialsOutput(issued: IssuedCredentials, expiresAt: number): CredentialsOutput {
  return {
    SessionToken: issued.sessionToken,
    SecretAccessKey: issued.secretAccessKey,
    Expiration: new Date(expiresAt * 1000),
    AccessKeyId: issued.accessKeyId,
  }
}

/** `arn:aws:sts::A:assumed-role/ROLE/SESSION`: the role's name without its path. */
export function sessionArn(role: DirectoryRole, sessionName: string): string {
  const partition = role.arn.slice('arn:'.length, role.arn.indexOf(':', 'arn:'.length))
  return `arn:${partition}:sts::${role.accountId}:assumed-role/${role.roleName}/${sessionName}`
}

function describe(request: SessionRequest, epoch: number, issuedAt: number): SealedRoleSession {
  const { role, policy, policyArns = [], tags = [], transitiveTagKeys = [], sourceIdentity, tokenId, webIdentity } = request
  // Assigned, not spread: this is the hot path, and nine objects to copy from are most of its cost.
  const session: Writable<SealedRoleSession> = {
    kind: 'role',
    epoch,
    issuedAt,
    expiresAt: issuedAt + request.durationSeconds,
    roleId: role.roleId,
    roleArn: role.arn,
    sessionName: request.sessionName,
  }
  if (policy !== undefined) session.policy = policy
  if (policyArns.length > 0) session.policyArns = policyArns
  if (tags.length > 0) session.tags = tags
  if (transitiveTagKeys.length > 0) session.transitiveTagKeys = transitiveTagKeys
  if (sourceIdentity !== undefined) session.sourceIdentity = sourceIdentity
  if (tokenId !== undefined) session.tokenId = tokenId
  if (webIdentity !== undefined) session.webIdentity = webIdentity
  return session
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] }

/** How much of the space that a token leaves for policies and tags they take; above 100 they do not fit. */
function packedPercent(session: SealedRoleSession): number | undefined {
  const packed = packedBytes(session)
  if (packed === 0) return undefined
  const room = SESSION_PLAINTEXT_BYTES - (Buffer.byteLength(encodeSession(session)) - packed)
  return Math.ceil((100 * packed) / Math.max(room, 1))
}
