/**
 * `AllowedPattern`: the regular expression of a caller, which a new value must hold.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 *
 * It is run by a machine that never backtracks: a caller's pattern cannot keep the process from its other callers. What
 * such a machine cannot do is refused by name. INVARIANT (no secrets): no message holds a value.
 */
import { LIMITS } from '../../base/index.ts'
import { invalidAllowedPattern, patternMismatch, validation } from './errors.ts'
import { compilePattern } from './pattern/compile-pattern.ts'
import { parsePattern } from './pattern/parse-pattern.ts'
import { searchPattern } from './pattern/search-pattern.ts'

/** An empty pattern allows everything: it is how a pattern is taken away. */
export function checkAllowedPattern(pattern: string, value: string): void {
  if (pattern === '') return
  const tree = parsePattern(pattern)
  if (!tree.ok) {
    if (tree.problem.kind === 'malformed') throw invalidAllowedPattern()
    throw validation(`AllowedPattern has ${tree.problem.what}, which is not built: patterns are matched without backtracking.`)
  }
  const program = compilePattern(tree.value, LIMITS.ssm.patternInstructions)
  if (program === undefined) throw validation('AllowedPattern counts too far: its counted parts, written out, are too long.')
  const { outcome } = searchPattern(program, value, LIMITS.ssm.patternSteps)
  if (outcome === 'too-many-steps') throw validation('AllowedPattern takes too many steps for a value of this length.')
  if (outcome === 'not-found') throw patternMismatch(pattern)
}
