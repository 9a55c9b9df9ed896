/**
 * Patterns made into the cheapest test that does the same: equality, prefix, suffix, and only then the general matcher.
 */
import type { RequestContext } from '../request.ts'
import type { Pattern } from './pattern.ts'
import { literalOf, matchesPattern } from './pattern.ts'

/** Does this text of the request fit? The context is there for policy variables. */
export type TextTest = (text: string, context: RequestContext) => boolean

const always: TextTest = () => true

/** Above this many literals a hash beats comparing one by one. */
const SET_FROM = 5

/** The test for one pattern. */
export function patternTest(pattern: Pattern): TextTest {
  const literal = literalOf(pattern)
  if (literal !== undefined) return (text) => text === literal
  const simple = pattern.runs.length === 2 ? affixTest(pattern) : undefined
  return simple ?? ((text, context) => matchesPattern(pattern, text, 0, text.length, context))
}

/** `*`, `prefix*`, `*suffix`, `prefix*suffix`. */
function affixTest(pattern: Pattern): TextTest | undefined {
  const prefix = literalOf({ runs: pattern.runs.slice(0, 1) })
  const suffix = literalOf({ runs: pattern.runs.slice(1) })
  if (prefix === undefined || suffix === undefined) return undefined
  if (prefix === '' && suffix === '') return always
  if (suffix === '') return (text) => text.startsWith(prefix)
  if (prefix === '') return (text) => text.endsWith(suffix)
  const shortest = prefix.length + suffix.length
  return (text) => text.length >= shortest && text.startsWith(prefix) && text.endsWith(suffix)
}

/** True where any of the patterns fits. */
export function anyPatternTest(patterns: readonly Pattern[]): TextTest {
  const literals: string[] = []
  const tests: TextTest[] = []
  for (const pattern of patterns) {
    const literal = literalOf(pattern)
    if (literal === undefined) tests.push(patternTest(pattern))
    else literals.push(literal)
  }
  if (literals.length >= SET_FROM) {
    const set = new Set(literals)
    tests.unshift((text) => set.has(text))
  } else
    tests.unshift(
      ...literals.map(
        (literal): TextTest =>
          (text) =>
            text === literal,
      ),
    )
  return anyTest(tests)
}

/** True where any of the tests is. */
export function anyTest(tests: readonly TextTest[]): TextTest {
  if (tests.includes(always)) return always
  const [first, second] = tests
  if (first === undefined) return () => false
  if (second === undefined) return first
  if (tests.length === 2) return (text, context) => first(text, context) || second(text, context)
  return (text, context) => {
    for (const test of tests) if (test(text, context)) return true
    return false
  }
}
