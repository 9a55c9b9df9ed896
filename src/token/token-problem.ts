/**
 * Why a text is no acceptable token. INVARIANT (no leak): a problem tells what was expected, never what was there;
 * no part of a token is ever in it, so it may be logged and shown.
 */

export type TokenPart = 'token' | 'header' | 'claims' | 'signature'

export type TokenProblemCode =
  | 'too-long'
  | 'not-three-parts'
  | 'not-base64url'
  | 'not-a-json-object'
  | 'duplicate-member'
  | 'too-deep'
  | 'too-many-members'
  | 'header-member-refused'
  | 'algorithm-refused'
  | 'key-id-malformed'
  | 'signature-missing'

export interface TokenProblem {
  /** Stable. */
  readonly code: TokenProblemCode
  readonly part: TokenPart
  /** One sentence fragment: what an acceptable token has. */
  readonly expected: string
}
