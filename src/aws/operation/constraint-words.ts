/**
 * Constraint violations in the words that AWS services use for them, for example
 * `Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`.
 * INVARIANT (no secrets): the value of a sensitive member is never part of a message.
 */
import type { IntegerShape, ListShape, Shape, StringShape } from './shape.ts'

/** Longer values are cut in messages: a message is for people, and its size is bounded by us, not by the client. */
const SHOWN_CHARACTERS = 1_024
/** All violations are counted, these many are told. */
const SHOWN_VIOLATIONS = 10

/** @param path such as `tags.1.member.key` @param value absent where it must not or cannot be shown */
export function violation(path: string, constraint: string, value?: string): string {
  const shown = value === undefined ? 'Value' : `Value '${value.slice(0, SHOWN_CHARACTERS)}'`
  return `${shown} at '${path}' failed to satisfy constraint: ${constraint}`
}

export function missing(path: string): string {
  return `Value null at '${path}' failed to satisfy constraint: Member must not be null`
}

/** The violations of one request in one message. */
export function validationMessage(violations: readonly string[]): string {
  const count = violations.length
  return `${count} validation error${count === 1 ? '' : 's'} detected: ${violations.slice(0, SHOWN_VIOLATIONS).join('; ')}`
}

/** The constraints of a string that the value breaks. */
export function brokenByString(shape: StringShape, value: string): string[] {
  const broken: string[] = []
  if (shape.max !== undefined && value.length > shape.max) broken.push(lengthAtMost(shape.max))
  if (shape.min !== undefined && value.length < shape.min) broken.push(lengthAtLeast(shape.min))
  if (shape.pattern !== undefined && !patternOf(shape.pattern).test(value)) broken.push(patternWords(shape.pattern))
  if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) broken.push(choiceWords(shape.oneOf))
  return broken
}

export function brokenByInteger(shape: IntegerShape, value: number): string[] {
  const broken: string[] = []
  if (shape.max !== undefined && value > shape.max) broken.push(`Member must have value less than or equal to ${shape.max}`)
  if (shape.min !== undefined && value < shape.min) broken.push(`Member must have value greater than or equal to ${shape.min}`)
  return broken
}

/** For anything with a size: lists, maps, bytes. */
export function brokenBySize(shape: Pick<ListShape, 'min' | 'max'>, size: number): string[] {
  const broken: string[] = []
  if (shape.max !== undefined && size > shape.max) broken.push(lengthAtMost(shape.max))
  if (shape.min !== undefined && size < shape.min) broken.push(lengthAtLeast(shape.min))
  return broken
}

/** AWS reports an element of a list of scalars on the list, with every constraint that elements have. */
export function elementConstraint(shape: Shape): string {
  return `Member must satisfy constraint: [${allConstraints(shape).join(', ')}]`
}

function allConstraints(shape: Shape): string[] {
  if (shape.kind !== 'string') return []
  const words: string[] = []
  if (shape.max !== undefined) words.push(lengthAtMost(shape.max))
  if (shape.min !== undefined) words.push(lengthAtLeast(shape.min))
  if (shape.pattern !== undefined) words.push(patternWords(shape.pattern))
  if (shape.oneOf !== undefined) words.push(choiceWords(shape.oneOf))
  return words
}

const lengthAtMost = (limit: number): string => `Member must have length less than or equal to ${limit}`
const lengthAtLeast = (limit: number): string => `Member must have length greater than or equal to ${limit}`
const patternWords = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`
const choiceWords = (choices: readonly string[]): string => `Member must satisfy enum value set: [${choices.join(', ')}]`

/** By the pattern's text: shapes are constants, so there are as many as the operations have, and never more. */
const compiled = new Map<string, RegExp>()

function patternOf(pattern: string): RegExp {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    // Only `\p{...}` needs the Unicode mode, which refuses escapes that AWS's patterns use.
    expression = new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '')
    compiled.set(pattern, expression)
  }
  return expression
}
