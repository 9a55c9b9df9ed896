/**
 * ARNs with wildcards, as `Resource` elements and the `Arn...` operators have them.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * A wildcard belongs to one of the six fields between colons. In a `Resource`, a `*` that ends its field may run on over
 * colons, and a pattern of fewer than six fields is completed by `*`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns). The `Arn...` operators compare field by field.
 */
import type { RequestContext } from '../request.ts'
import type { Pattern, PatternSyntax } from './pattern.ts'
import { literalOf, matchesPattern, readPattern } from './pattern.ts'
import type { TextTest } from './text-test.ts'
import { patternTest } from './text-test.ts'

const FIELDS = 6

/** The fields of an ARN: split at the first five colons that are not inside a variable. */
export function arnFields(text: string): readonly string[] {
  const fields: string[] = []
  let start = 0
  let depth = 0
  for (let at = 0; at < text.length && fields.length < FIELDS - 1; at++) {
    if (text[at] === '$' && text[at + 1] === '{') depth = 1
    else if (text[at] === '}') depth = 0
    else if (text[at] === ':' && depth === 0) {
      fields.push(text.slice(start, at))
      start = at + 1
    }
  }
  fields.push(text.slice(start))
  return fields
}

/** The test for one value of `Resource` or `NotResource`, or `undefined` if it holds a malformed variable. */
export function resourceTest(text: string, variables: boolean): TextTest | undefined {
  const syntax: PatternSyntax = { wildcards: true, variables }
  const fields = arnFields(text)
  const confined = fields.slice(0, FIELDS - 1).some((field) => /[*?]./s.test(field) || field.endsWith('?'))
  if (!confined) {
    // A star that may run over colons can stand for the missing fields itself.
    const complete = fields.length < FIELDS && !text.includes('*') ? `${text}:*` : text
    const pattern = readPattern(complete, syntax)
    return pattern === undefined ? undefined : patternTest(pattern)
  }
  return fieldwiseTest([...fields, ...Array<string>(FIELDS - fields.length).fill('*')], syntax)
}

/** The test for one value of an `Arn...` operator, or `undefined` if it holds a malformed variable. */
export function arnConditionTest(text: string, variables: boolean): TextTest | undefined {
  if (text === '*') return (value) => value.startsWith('arn:')
  const fields = arnFields(text)
  if (fields.length < FIELDS) return () => false
  return fieldwiseTest(fields, { wildcards: true, variables })
}

function fieldwiseTest(fields: readonly string[], syntax: PatternSyntax): TextTest | undefined {
  const patterns: Pattern[] = []
  for (const field of fields) {
    const pattern = readPattern(field, syntax)
    if (pattern === undefined) return undefined
    patterns.push(pattern)
  }
  const head = literalHead(patterns)
  const last = patterns.at(-1) as Pattern
  if (head !== undefined) {
    return (text, context) => text.startsWith(head) && matchesPattern(last, text, head.length, text.length, context)
  }
  return (text, context) => matchesFields(patterns, text, context)
}

/** The first five fields with their colons, if nothing in them is a wildcard or a variable. */
function literalHead(patterns: readonly Pattern[]): string | undefined {
  let head = ''
  for (const pattern of patterns.slice(0, -1)) {
    const literal = literalOf(pattern)
    if (literal === undefined) return undefined
    head += `${literal}:`
  }
  return head
}

function matchesFields(patterns: readonly Pattern[], text: string, context: RequestContext): boolean {
  let start = 0
  for (let field = 0; field < FIELDS - 1; field++) {
    const end = text.indexOf(':', start)
    if (end < 0 || !matchesPattern(patterns[field] as Pattern, text, start, end, context)) return false
    start = end + 1
  }
  return matchesPattern(patterns[FIELDS - 1] as Pattern, text, start, text.length, context)
}
