/**
 * Where a statement begins and ends in the text of its policy, as IAM's policy simulator tells it.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Statement.html , and answers of the simulator that are
 * public: a statement begins right behind the character that opens or separates the list, and ends behind its brace.
 */
import type { Position } from './source/problem.ts'
import { positionsIn } from './source/problem.ts'

interface StatementSpan {
  readonly start: Position
  /** Behind the last character. */
  readonly end: Position
}

/** @param text JSON that was read before @param offset of the statement's opening brace */
export function statementSpan(text: string, offset: number): StatementSpan {
  const positionOf = positionsIn(text)
  let start = offset
  while (start > 0 && /\s/.test(text[start - 1] ?? '')) start--
  return { start: positionOf(start), end: positionOf(endOfObject(text, offset)) }
}

/** Behind the brace that closes the object; braces within strings do not count. */
function endOfObject(text: string, offset: number): number {
  const token = /"(?:[^"\\]|\\.)*"|[{}]/gs
  token.lastIndex = offset
  let depth = 0
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '{') depth++
    if (found[0] === '}' && --depth === 0) return token.lastIndex
  }
  return text.length
}
