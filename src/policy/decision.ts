/**
 * What policy returns, what `explain` prints, what is recorded: a decision with its proof.
 * The fast path computes only `decision`; the trace is computed when asked for, or on a denial.
 */
import type { FailureId, JsonValue } from '../base/index.ts'

export type Effect = 'allow' | 'explicit-deny' | 'implicit-deny'

/** The layers of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export type PolicyLayer = 'identity' | 'resource' | 'trust' | 'session' | 'boundary' | 'scp' | 'rcp'

/** One fact of the evaluation, in the order in which it was established. */
export interface Step {
  readonly layer: PolicyLayer
  /** Name or ARN of the policy. */
  readonly policy?: string
  /** Sid, or `#n` counted from 1. */
  readonly statement?: string
  /** Such as `Action`, `Principal`, `Condition.StringEquals.oidc.example/id/A:sub`. */
  readonly clause?: string
  readonly outcome: 'match' | 'no-match' | 'deny' | 'skip'
  /** What the request has. Never a token or a secret. */
  readonly request?: string
  /** What the policy wants. */
  readonly policyValue?: string
  /** Where the two strings first differ, counted in UTF-16 units from 0, if they nearly match. */
  readonly differsAt?: number
}

/** The smallest edit that would change the answer. */
export interface Fix {
  /** One sentence for people. */
  readonly text: string
  /** What is to be edited: the name of a policy, or `role <arn>`. */
  readonly target: string
  /** RFC 6902. */
  readonly patch: readonly { readonly op: 'add' | 'replace' | 'remove'; readonly path: string; readonly value?: JsonValue }[]
}

export interface Decision {
  readonly decision: Effect
  readonly because: readonly Step[]
  readonly failed?: FailureId
  readonly fix?: Fix
  /** The layer that refused: `because no <layer> policy allows`, or that held the explicit Deny. Absent on allow. */
  readonly refusedBy?: PolicyLayer
}
