/**
 * The question that policies answer: who wants to do what, to which resource, under which circumstances.
 */

/** Who asks, in the terms that a `Principal` element can name. ARNs are complete. */
export type PrincipalIdentity =
  | { readonly type: 'anonymous' }
  | { readonly type: 'root'; readonly accountId: string; readonly arn: string }
  | { readonly type: 'user'; readonly accountId: string; readonly arn: string; readonly uniqueId: string }
  | {
      readonly type: 'assumed-role'
      readonly accountId: string
      /** `arn:aws:sts::A:assumed-role/R/S` */
      readonly sessionArn: string
      /** With its path. */
      readonly roleArn: string
      readonly roleId: string
    }
  /** A caller known only by the identity provider that vouches for it: a provider's ARN or a built-in host name. */
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'service'; readonly service: string }

/**
 * Condition keys and their values. Keys are lower case (condition keys ignore case; values do not).
 * One string is a single-valued key, a list a multi-valued one; an absent key is missing.
 * Booleans are `true`/`false`, dates ISO 8601 or epoch seconds, numbers decimal.
 */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>

export interface AccessRequest {
  readonly principal: PrincipalIdentity
  /** `service:Action`, as AWS spells it. */
  readonly action: string
  /** ARN, or `*` for actions without a resource. */
  readonly resource: string
  /** The account that owns the resource; absent: the principal's own. */
  readonly resourceAccountId?: string
  readonly context: RequestContext
}
