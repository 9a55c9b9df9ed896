/**
 * What may follow a backslash, and what stands between brackets.
 * Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html
 */
import { complement, merged, NAMED_CHARACTERS, NAMED_SETS } from './character-classes.ts'
import { codeOf, malformed, type PatternReader, take, unsupported } from './reader.ts'
import type { CharacterSet, CodeRange } from './tree.ts'

export function single(code: number): CharacterSet {
  return { type: 'set', negated: false, ranges: [{ from: code, to: code }] }
}

/** After a backslash: a character or a set. A letter that stands for nothing known here is refused by name. */
export function readEscape(reader: PatternReader): CharacterSet | undefined {
  const letter = reader.characters[reader.at]
  if (letter === undefined) return malformed(reader)
  reader.at++
  if (Object.hasOwn(NAMED_SETS, letter)) return NAMED_SETS[letter]
  if (Object.hasOwn(NAMED_CHARACTERS, letter)) return single(NAMED_CHARACTERS[letter] ?? 0)
  if (letter === 'x') return readHex(reader, 2)
  if (letter === 'u') return readHex(reader, 4)
  if (/[1-9k]/.test(letter)) return unsupported(reader, `the back reference \\${letter}`)
  return /[A-Za-z0-9]/.test(letter) ? unsupported(reader, `the escape \\${letter}`) : single(codeOf(letter))
}

function readHex(reader: PatternReader, digits: number): CharacterSet | undefined {
  const text = reader.characters.slice(reader.at, reader.at + digits).join('')
  if (text.length !== digits || !/^[0-9A-Fa-f]+$/.test(text)) return malformed(reader)
  reader.at += digits
  return single(Number.parseInt(text, 16))
}

/** After an opening bracket, up to its end. A bracket or `&&` inside means a union or an intersection, which is not built. */
export function readClass(reader: PatternReader): CharacterSet | undefined {
  const negated = take(reader, '^')
  const ranges: CodeRange[] = []
  const first = reader.at
  for (;;) {
    if (reader.characters[reader.at] === undefined) return malformed(reader)
    if (take(reader, ']')) return reader.at - 1 === first ? malformed(reader) : { type: 'set', negated, ranges: merged(ranges) }
    const item = readClassItem(reader)
    if (item === undefined) return undefined
    ranges.push(...item)
  }
}

function readClassItem(reader: PatternReader): readonly CodeRange[] | undefined {
  const low = readClassCharacter(reader)
  if (low === undefined) return undefined
  const next = reader.characters[reader.at + 1]
  if (reader.characters[reader.at] !== '-' || next === undefined || next === ']') return rangesOf(low)
  reader.at++
  const high = readClassCharacter(reader)
  if (high === undefined) return undefined
  const from = onlyCode(low)
  const to = onlyCode(high)
  return from === undefined || to === undefined || from > to ? malformed(reader) : [{ from, to }]
}

function readClassCharacter(reader: PatternReader): CharacterSet | undefined {
  if (take(reader, '\\')) return readEscape(reader)
  if (take(reader, '[')) return unsupported(reader, 'a class inside a class')
  if (take(reader, '&&')) return unsupported(reader, 'an intersection of classes')
  const character = reader.characters[reader.at]
  if (character === undefined) return malformed(reader)
  reader.at++
  return single(codeOf(character))
}

function rangesOf(set: CharacterSet): readonly CodeRange[] {
  return set.negated ? complement(set.ranges) : set.ranges
}

function onlyCode(set: CharacterSet): number | undefined {
  const [range, ...more] = set.ranges
  return range !== undefined && more.length === 0 && !set.negated && range.from === range.to ? range.from : undefined
}
