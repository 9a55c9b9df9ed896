/** A pattern's text while it is read, and what was wrong with it first. */
import type { PatternProblem } from './tree.ts'

export interface PatternReader {
  /** By code points. */
  readonly characters: readonly string[]
  at: number
  problem: PatternProblem | undefined
}

/** Takes the next characters if they are these (one per code point). */
export function take(reader: PatternReader, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (reader.characters[reader.at + index] !== text[index]) return false
  reader.at += text.length
  return true
}

export function malformed(reader: PatternReader): undefined {
  reader.problem ??= { kind: 'malformed' }
  return undefined
}

export function unsupported(reader: PatternReader, what: string): undefined {
  reader.problem ??= { kind: 'unsupported', what }
  return undefined
}

export function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
