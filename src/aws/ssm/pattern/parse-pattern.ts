/**
 * Reads the regular expressions that an `AllowedPattern` may be: what Java and JavaScript both read, and both read alike
 * (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html).
 *
 * What can only be matched by backtracking (lookaround, back references, possessive and atomic groups) is refused by
 * name, and so is what the two languages read differently. Depth is bounded by the length that PutParameter allows.
 */
import { failure, type Result, success } from '../../../base/index.ts'
import { ANY } from './character-classes.ts'
import { readClass, readEscape, single } from './parse-escape.ts'
import { codeOf, malformed, type PatternReader, take, unsupported } from './reader.ts'
import type { PatternProblem, PatternTree } from './tree.ts'

export function parsePattern(text: string): Result<PatternTree, PatternProblem> {
  const reader: PatternReader = { characters: [...text], at: 0, problem: undefined }
  const tree = readChoice(reader)
  // What is left over is a parenthesis that nothing opened.
  if (tree === undefined || reader.at < reader.characters.length) return failure(reader.problem ?? { kind: 'malformed' })
  return success(tree)
}

function readChoice(reader: PatternReader): PatternTree | undefined {
  const items: PatternTree[] = []
  do {
    const item = readSequence(reader)
    if (item === undefined) return undefined
    items.push(item)
  } while (take(reader, '|'))
  return items.length === 1 ? items[0] : { type: 'choice', items }
}

function readSequence(reader: PatternReader): PatternTree | undefined {
  const items: PatternTree[] = []
  for (;;) {
    const next = reader.characters[reader.at]
    if (next === undefined || next === '|' || next === ')') {
      // A group around one thing is that thing: what is nested is not walked again and again.
      return items.length === 1 ? items[0] : { type: 'sequence', items }
    }
    const atom = readAtom(reader)
    if (atom === undefined) return undefined
    const item = readRepeat(reader, atom)
    if (item === undefined) return undefined
    items.push(item)
  }
}

function readAtom(reader: PatternReader): PatternTree | undefined {
  const character = reader.characters[reader.at++] ?? ''
  switch (character) {
    case '^':
      return { type: 'assert', assertion: 'start' }
    case '$':
      return { type: 'assert', assertion: 'end' }
    case '.':
      return ANY
    case '(':
      return readGroup(reader)
    case '[':
      return readClass(reader)
    case '\\':
      if (take(reader, 'b')) return { type: 'assert', assertion: 'boundary' }
      if (take(reader, 'B')) return { type: 'assert', assertion: 'no-boundary' }
      return readEscape(reader)
    case '*':
    case '+':
    case '?':
    case '{':
      return malformed(reader)
    default:
      return single(codeOf(character))
  }
}

function readGroup(reader: PatternReader): PatternTree | undefined {
  if (take(reader, '?') && !take(reader, ':') && !takeGroupName(reader)) return undefined
  const inner = readChoice(reader)
  if (inner === undefined) return undefined
  return take(reader, ')') ? inner : malformed(reader)
}

const BACKTRACKING = [
  ['=', 'lookahead'],
  ['!', 'lookahead'],
  ['<=', 'lookbehind'],
  ['<!', 'lookbehind'],
  ['>', 'an atomic group'],
] as const

/** After `(?`, where no `:` follows: a name, which changes nothing, or what is refused. */
function takeGroupName(reader: PatternReader): boolean {
  for (const [mark, what] of BACKTRACKING) {
    if (take(reader, mark)) return unsupported(reader, what) ?? false
  }
  if (!take(reader, '<')) return unsupported(reader, 'a flag inside the pattern') ?? false
  const end = reader.characters.indexOf('>', reader.at)
  const name = reader.characters.slice(reader.at, Math.max(end, 0)).join('')
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) return malformed(reader) ?? false
  reader.at = end + 1
  return true
}

function readRepeat(reader: PatternReader, item: PatternTree): PatternTree | undefined {
  const bareAnchor = item.type === 'assert' && reader.characters[reader.at - 1] !== ')'
  const counts = readCounts(reader)
  if (counts === undefined) return reader.problem === undefined ? item : undefined
  if (take(reader, '+')) return unsupported(reader, 'a possessive quantifier')
  // Lazy or not, there is a match or there is none.
  take(reader, '?')
  if (bareAnchor) return unsupported(reader, 'a repeated anchor')
  return { type: 'repeat', item, ...counts }
}

/** `undefined` where no quantifier stands, and where a malformed one does. */
function readCounts(reader: PatternReader): { least: number; most: number } | undefined {
  if (take(reader, '*')) return { least: 0, most: Number.POSITIVE_INFINITY }
  if (take(reader, '+')) return { least: 1, most: Number.POSITIVE_INFINITY }
  if (take(reader, '?')) return { least: 0, most: 1 }
  if (!take(reader, '{')) return undefined
  const end = reader.characters.indexOf('}', reader.at)
  const text = reader.characters.slice(reader.at, Math.max(end, 0)).join('')
  const found = /^(\d{1,9})(,(\d{0,9}))?$/.exec(text)
  if (found === null) return malformed(reader)
  reader.at = end + 1
  const least = Number(found[1])
  const most = found[2] === undefined ? least : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])
  return most < least ? malformed(reader) : { least, most }
}
