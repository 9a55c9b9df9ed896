/**
 * What the gateway needs of IAM and STS to know a caller, as ports, so that it need not know how they keep things.
 */
import type { PolicyLayers } from '../../policy/index.ts'
import type { Caller } from './caller.ts'

/** Why an access key does not identify anybody. The gateway says it in the words of each protocol. */
export type CredentialProblem =
  /** No such key, or a session token that was not made for it, or is not ours, or whose role is gone. */
  | 'unknown-access-key'
  | 'invalid-session-token'
  /** The session, by our clock, has ended. */
  | 'expired-session'
  | 'inactive-access-key'

export interface Credentials {
  readonly caller: Caller
  /** The key that signatures are checked with. Stays inside the gateway. */
  readonly secretAccessKey: string
}

export type CredentialLookup =
  | { readonly ok: true; readonly credentials: Credentials }
  | { readonly ok: false; readonly problem: CredentialProblem }

export interface CredentialSource {
  /** `now` in milliseconds since 1970. Answers from memory where it can: this is the hot path. */
  find(accessKeyId: string, sessionToken: string | undefined, now: number): CredentialLookup | Promise<CredentialLookup>
}

/** The policies that bind a caller as they stand now: an edit takes effect on the next call. */
export interface CallerPolicies {
  layersOf(caller: Caller): PolicyLayers | Promise<PolicyLayers>
}
