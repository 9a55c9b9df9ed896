/**
 * The sets of characters that regular expressions have names for.
 * Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html (predefined classes)
 */
import type { CharacterSet, CodeRange } from './tree.ts'

const at = (from: number, to = from): CodeRange => ({ from, to })

const DIGIT = [at(0x30, 0x39)]
const WORD = [at(0x30, 0x39), at(0x41, 0x5a), at(0x5f), at(0x61, 0x7a)]
const SPACE = [at(0x09, 0x0d), at(0x20)]

/** `.`: everything but the ends of lines. */
export const ANY: CharacterSet = { type: 'set', negated: true, ranges: [at(0x0a), at(0x0d), at(0x2028, 0x2029)] }

/** By the letter after the backslash. */
export const NAMED_SETS: Readonly<Record<string, CharacterSet>> = {
  d: { type: 'set', negated: false, ranges: DIGIT },
  D: { type: 'set', negated: true, ranges: DIGIT },
  w: { type: 'set', negated: false, ranges: WORD },
  W: { type: 'set', negated: true, ranges: WORD },
  s: { type: 'set', negated: false, ranges: SPACE },
  S: { type: 'set', negated: true, ranges: SPACE },
}

/** By the letter after the backslash. */
export const NAMED_CHARACTERS: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d }

const LAST = 0x10ffff

/** Everything that is in none of the ranges. */
export function complement(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const rest: CodeRange[] = []
  let next = 0
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    if (from > next) rest.push(at(next, from - 1))
    next = Math.max(next, to + 1)
  }
  if (next <= LAST) rest.push(at(next, LAST))
  return rest
}

export function isWordCharacter(code: number): boolean {
  return WORD.some(({ from, to }) => code >= from && code <= to)
}

/** The same characters in ranges that are in order and apart. */
export function merged(ranges: readonly CodeRange[]): readonly CodeRange[] {
  return complement(complement(ranges))
}

export function inSet({ ranges, negated }: CharacterSet, code: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    const { from, to } = ranges[middle] as CodeRange
    if (code < from) high = middle
    else if (code > to) low = middle + 1
    else return !negated
  }
  return negated
}
