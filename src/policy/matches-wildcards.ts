/**
 * `*` and `?` of a policy's text held against another text, as StringLike and actions hold them. Linear for any pattern.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { matchesPattern, readPattern } from './engine/pattern.ts'

/** Case counts; `${...}` is no variable here. */
export function matchesWildcards(pattern: string, text: string): boolean {
  const read = readPattern(pattern, { wildcards: true, variables: false })
  return read !== undefined && matchesPattern(read, text, 0, text.length, {})
}
