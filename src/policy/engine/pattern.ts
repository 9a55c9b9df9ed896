/**
 * Texts of a policy that stand for many texts: the wildcards `*` and `?`, and policy variables `${key}`.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * A pattern is cut at its stars into runs that must follow each other; each is looked for at its earliest place, which
 * is right for such patterns and never goes back: no input makes matching blow up. Matching allocates nothing.
 * What a variable puts in is literal: a `*` in somebody's tag or subject is never a wildcard.
 */
import type { RequestContext } from '../request.ts'

/** `${key}` or `${key, 'otherwise'}`; the key in lower case. */
interface Variable {
  readonly key: string
  readonly otherwise?: string
}

/** A literal text, a number of arbitrary characters (UTF-16 units), or a variable. */
type Part = string | number | Variable

/** What stands between two stars. */
type Run = readonly Part[]

export interface Pattern {
  /** At least one; the first is anchored at the start, the last at the end. */
  readonly runs: readonly Run[]
}

export interface PatternSyntax {
  /** `*` and `?` are wildcards; otherwise they are themselves. */
  readonly wildcards: boolean
  /** `${...}` is a variable; otherwise (Version 2008-10-17) it is itself. */
  readonly variables: boolean
}

const VARIABLE = /\$\{(?:([*?$])|([^{}$,'*?]+)(?:,\s*'([^']*)')?)\}/y

/** Reads a pattern, or `undefined` if it holds a `${` that is no variable. */
export function readPattern(text: string, syntax: PatternSyntax): Pattern | undefined {
  const runs: Part[][] = [[]]
  for (let at = 0; at < text.length; ) {
    const run = runs.at(-1) as Part[]
    const char = text[at]
    if (syntax.wildcards && char === '*') {
      runs.push([])
      at++
    } else if (syntax.wildcards && char === '?') {
      pushPart(run, 1)
      at++
    } else if (syntax.variables && text.startsWith('${', at)) {
      VARIABLE.lastIndex = at
      const found = VARIABLE.exec(text)
      if (found === null) return undefined
      pushPart(run, variablePart(found))
      at = VARIABLE.lastIndex
    } else {
      const end = literalEnd(text, at + 1)
      pushPart(run, text.slice(at, end))
      at = end
    }
  }
  return { runs }
}

function variablePart(found: RegExpExecArray): Part {
  const [, itself, key = '', otherwise] = found
  if (itself !== undefined) return itself
  const lookup = key.trim().toLowerCase()
  return otherwise === undefined ? { key: lookup } : { key: lookup, otherwise }
}

/** Adds a part, joined with one of its kind before it. */
function pushPart(run: Part[], part: Part): void {
  const last = run.at(-1)
  if (typeof part === 'string' && typeof last === 'string') run[run.length - 1] = last + part
  else if (typeof part === 'number' && typeof last === 'number') run[run.length - 1] = last + part
  else run.push(part)
}

function literalEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x2a || code === 0x3f || code === 0x24) return at
  }
  return text.length
}

/** The one text that the pattern stands for, if it has neither wildcards nor variables. */
export function literalOf(pattern: Pattern): string | undefined {
  const [run, ...more] = pattern.runs
  if (run === undefined || more.length > 0 || run.length > 1) return undefined
  const part = run[0] ?? ''
  return typeof part === 'string' ? part : undefined
}

export function hasVariables(pattern: Pattern): boolean {
  return pattern.runs.some((run) => run.some((part) => typeof part === 'object'))
}

/** The pattern's text with variables filled in, or `undefined` if one has no value. Only for patterns without wildcards. */
export function fillIn(pattern: Pattern, context: RequestContext): string | undefined {
  let text = ''
  for (const part of pattern.runs[0] ?? []) {
    const value = typeof part === 'object' ? variableValue(part, context) : part
    if (value === undefined) return undefined
    text += value
  }
  return text
}

/** A variable stands for a single value: a key that is missing or has a list of values is null. */
function variableValue(variable: Variable, context: RequestContext): string | undefined {
  const value = context[variable.key]
  return typeof value === 'string' ? value : variable.otherwise
}

/** True if `text[from..to)` is one of the texts that the pattern stands for. */
export function matchesPattern(pattern: Pattern, text: string, from: number, to: number, context: RequestContext): boolean {
  const { runs } = pattern
  const last = runs.length - 1
  let at = matchRun(runs[0] as Run, text, from, to, context)
  if (at < 0) return false
  if (last === 0) return at === to
  for (let index = 1; index < last; index++) {
    at = findRun(runs[index] as Run, text, at, to, context)
    if (at < 0) return false
  }
  const closing = runs[last] as Run
  const length = runLength(closing, context)
  if (length < 0 || to - length < at) return false
  return matchRun(closing, text, to - length, to, context) === to
}

/** The end of the run if it stands at `at`, or -1. */
function matchRun(run: Run, text: string, at: number, to: number, context: RequestContext): number {
  let end = at
  for (const part of run) {
    if (typeof part === 'number') {
      end += part
      if (end > to) return -1
      continue
    }
    const literal = typeof part === 'string' ? part : variableValue(part, context)
    if (literal === undefined || end + literal.length > to || !text.startsWith(literal, end)) return -1
    end += literal.length
  }
  return end
}

/** The end of the earliest place from `at` on where the run stands, or -1. */
function findRun(run: Run, text: string, at: number, to: number, context: RequestContext): number {
  if (run.length === 0) return at
  const first = run[0] as Part
  for (let start = at; start <= to; start++) {
    if (typeof first === 'string') {
      start = text.indexOf(first, start)
      if (start < 0 || start > to) return -1
    }
    const end = matchRun(run, text, start, to, context)
    if (end >= 0) return end
  }
  return -1
}

function runLength(run: Run, context: RequestContext): number {
  let length = 0
  for (const part of run) {
    if (typeof part === 'number') length += part
    else {
      const literal = typeof part === 'string' ? part : variableValue(part, context)
      if (literal === undefined) return -1
      length += literal.length
    }
  }
  return length
}
