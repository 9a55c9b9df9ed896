/** What the operations of STS share. */
import type { IamDirectory } from '../iam/index.ts'
import type { RootCredential } from './caller-of.ts'
import type { SessionTokens } from './session-token.ts'
import type { WebIdentityVerifier } from './verify-web-identity.ts'

/** A reset makes a new one: earlier sessions end, and tokens issued before it began are refused. */
export interface Epoch {
  readonly number: number
  /** Milliseconds since 1970. */
  readonly startedAtMs: number
}

export interface StsParts {
  readonly directory: IamDirectory
  readonly tokens: SessionTokens
  readonly verifier: WebIdentityVerifier
  readonly rootCredentials: readonly RootCredential[]
  epoch(): Epoch
}
