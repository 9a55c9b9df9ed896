/** A regular expression as a tree: what `parsePattern` makes and `compilePattern` takes. */

/** Code points from `from` to `to`, both included. */
export interface CodeRange {
  readonly from: number
  readonly to: number
}

/** One character of a set, or of all others. */
export interface CharacterSet {
  readonly type: 'set'
  readonly negated: boolean
  /** In order, and none touches the next: they are searched by halves. */
  readonly ranges: readonly CodeRange[]
}

export type Assertion = 'start' | 'end' | 'boundary' | 'no-boundary'

export type PatternTree =
  | CharacterSet
  | { readonly type: 'assert'; readonly assertion: Assertion }
  | { readonly type: 'sequence'; readonly items: readonly PatternTree[] }
  | { readonly type: 'choice'; readonly items: readonly PatternTree[] }
  /** `most` may be Infinity. Greedy and lazy are one: only whether there is a match is ever asked. */
  | { readonly type: 'repeat'; readonly item: PatternTree; readonly least: number; readonly most: number }

/** What keeps a text from being a pattern that is run here. */
export type PatternProblem =
  | { readonly kind: 'malformed' }
  /** A feature that only a backtracking engine has, or that is not built; `what` names it. */
  | { readonly kind: 'unsupported'; readonly what: string }
