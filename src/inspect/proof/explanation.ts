/**
 * A decision with all that `irsa explain` knows about it. As JSON it is the `Decision` itself with a few members more.
 * INVARIANT (no secrets): a token is never part of it, only claims that name its bearer, issuer and audience.
 */
import type { Decision } from '../../policy/index.ts'

export interface Explanation extends Decision {
  /** What the question was about: a role's ARN, the name of a file, an action. */
  readonly asked: string
  /** The code and sentence that AWS answers with, and nothing more. */
  readonly error?: { readonly code: string; readonly message: string }
  /** What AWS does not say. */
  readonly detail?: string
  readonly token?: TokenFacts
  /** What else the asker should know. */
  readonly note?: string
  /** What was taken for granted, because nothing at hand says it. */
  readonly assumed?: readonly string[]
}

export interface TokenFacts {
  readonly issuer?: string
  readonly subject?: string
  readonly audiences?: readonly string[]
  /** ISO 8601. */
  readonly expires?: string
}
