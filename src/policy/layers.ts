/**
 * The policies that apply to one request, by layer.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { CompiledPolicy } from './compiled.ts'

/** A compiled policy under the name that traces and messages give it: an ARN, or the name of an inline policy. */
export interface NamedPolicy {
  readonly name: string
  readonly policy: CompiledPolicy
}

export interface PolicyLayers {
  /** Of the role, user and groups. Absent for root and for callers without an AWS principal. */
  readonly identity?: readonly NamedPolicy[]
  /** Of the resource itself: bucket, repository, key. */
  readonly resource?: readonly NamedPolicy[]
  /** The role's trust policy, for the `sts:AssumeRole*` actions: it must allow, even within the account. */
  readonly trust?: NamedPolicy
  /** Given with the session; absent means that none were given, which is not the same as an empty list. */
  readonly session?: readonly NamedPolicy[]
  readonly boundary?: NamedPolicy
  readonly scp?: readonly NamedPolicy[]
  readonly rcp?: readonly NamedPolicy[]
}
