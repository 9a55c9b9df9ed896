/**
 * Who sent a request, as the gateway established it from the signature.
 */
import type { PrincipalIdentity, RequestContext } from '../../policy/index.ts'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface Caller {
  readonly principal: PrincipalIdentity
  /** The account that owns the caller; '' for anonymous. */
  readonly accountId: string
  /** As `GetCallerIdentity` prints it; '' for anonymous. */
  readonly arn: string
  /** As `GetCallerIdentity` prints it: account id for root, `AIDA...`, `AROA...:session`. */
  readonly userId: string
  readonly accessKeyId?: string
  /**
   * The condition keys that the credentials carry: `aws:principalarn`, `aws:userid`, `aws:principaltag/...`,
   * `aws:tokenissuetime`, `aws:federatedprovider`, `<provider>:sub` ... Lower-case keys.
   */
  readonly context: RequestContext
  /** For a role session. */
  readonly session?: RoleSession
}

/** What a sealed session token says, once opened. Times in seconds since 1970. */
export interface RoleSession {
  readonly roleId: string
  readonly roleArn: string
  readonly sessionName: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** Inline session policy, as text. */
  readonly policy?: string
  /** ARNs of managed session policies. */
  readonly policyArns?: readonly string[]
  readonly tags?: readonly Tag[]
  readonly transitiveTagKeys?: readonly string[]
  readonly sourceIdentity?: string
  /** `jti` of the web identity token that it was given for: what ties a session to the token that made it. */
  readonly tokenId?: string
}
