/**
 * A policy document as a tree: what `parsePolicy` makes and `compilePolicy` takes. Plain data, frozen in meaning:
 * every value keeps the JSON pointer under which its author wrote it, so that proofs and fixes can name it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import type { PolicyKind } from '../compiled.ts'
import type { OperatorSpelling } from './operators.ts'

export interface PolicyDocument {
  readonly kind: PolicyKind
  /** `2008-10-17` if the document names none; policy variables exist only since `2012-10-17`. */
  readonly version: '2008-10-17' | '2012-10-17'
  readonly id?: string
  readonly statements: readonly Statement[]
}

/** A string as written, with the JSON pointer to it. Booleans and numbers of conditions appear as their text. */
export interface PolicyText {
  readonly text: string
  readonly path: string
}

export type PrincipalType = 'AWS' | 'Federated' | 'Service' | 'CanonicalUser'

export interface PrincipalEntry extends PolicyText {
  /** `*` for the bare `"Principal": "*"`. */
  readonly type: PrincipalType | '*'
}

/** `Action` or `NotAction`, `Resource` or `NotResource`, `Principal` or `NotPrincipal`. */
export interface Clause<Value extends PolicyText = PolicyText> {
  /** The `Not...` form. */
  readonly negated: boolean
  readonly path: string
  readonly values: readonly Value[]
}

export interface ConditionClause extends OperatorSpelling {
  /** As written, such as `ForAnyValue:StringLike`. */
  readonly spelled: string
  /** As written. */
  readonly key: string
  /** Lower case, as the request's context has it. */
  readonly lookup: string
  /** JSON pointer to the key's value. */
  readonly path: string
  readonly values: readonly PolicyText[]
}

export interface Statement {
  readonly path: string
  /** Sid, or `#n` counted from 1. */
  readonly label: string
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  readonly principals?: Clause<PrincipalEntry>
  readonly actions: Clause
  /** Absent in trust policies, which are about their own role. */
  readonly resources?: Clause
  readonly conditions: readonly ConditionClause[]
}
