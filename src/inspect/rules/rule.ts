/**
 * What a rule is: one failure mode of the catalogue, seen in one kind of file. Rules are pure and know nothing of each
 * other; the registry lists them. A rule for another kind of file brings its own `about` and its own facts.
 */
import type { FailureId } from '../../base/index.ts'
import type { Position } from '../../policy/index.ts'
import type { PolicyFile } from '../files/policy-file.ts'

/** One place where the rule applies. */
export interface Spot {
  /** JSON pointer, and which part of the member; or the position itself where no pointer leads there. */
  readonly at: { readonly path: string; readonly part?: 'value' | 'name' } | Position
  /** What is wrong here, as one sentence without a final period. */
  readonly message: string
  /** What to write instead. */
  readonly fix: string
}

export interface Rule {
  readonly id: FailureId
  readonly about: 'trust' | 'permission' | 'both'
  check(file: PolicyFile): readonly Spot[]
}
