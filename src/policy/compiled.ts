/**
 * A policy document made ready to be asked: compiled once per version of its text, shared by all requests.
 */

/** What a policy is for decides its grammar: trust and resource policies name principals, the others must not. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'session' | 'boundary'

declare const compiled: unique symbol

/** Opaque: made by `compilePolicy`, understood by `decide` and `explain`. */
export interface CompiledPolicy {
  readonly [compiled]: true
  readonly kind: PolicyKind
}
