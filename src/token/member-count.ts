/**
 * Finds members that stand twice in one JSON object, without a parser of our own.
 *
 * RFC 8259 section 4 leaves duplicate names undefined, and readers differ: one takes the first, one the last.
 * JSON.parse keeps one of them, so a text has duplicates exactly if it holds more colons outside its strings than
 * the parsed value has members. That needs no comparison of names (and sees `"a"` and `"\u0061"` as the same).
 */
import type { JsonValue } from '../base/index.ts'

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c

/** How many members `value` has at all depths; `text` is what JSON.parse made it from. */
export function memberCount(text: string, value: JsonValue, maxDepth: number): number | 'too-deep' | 'duplicate-member' {
  const members = countIn(value, maxDepth)
  if (members < 0) return 'too-deep'
  return members === colonsIn(text) ? members : 'duplicate-member'
}

/** -1 if the value is nested deeper than `depth`. */
function countIn(value: JsonValue, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth === 0) return -1
  const isArray = Array.isArray(value)
  const inner: readonly JsonValue[] = isArray ? value : Object.values(value)
  let members = isArray ? 0 : inner.length
  for (const item of inner) {
    if (typeof item !== 'object') continue
    const count = countIn(item, depth - 1)
    if (count < 0) return -1
    members += count
  }
  return members
}

/** Only for text that JSON.parse accepted: every string is known to end. */
function colonsIn(text: string): number {
  let colons = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = endOfString(text, index)
    else if (code === COLON) colons++
  }
  return colons
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
