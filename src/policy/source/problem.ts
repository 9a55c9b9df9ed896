/**
 * What is wrong with a policy document, where, and in AWS's words.
 */

/** Where in the text: `offset` in UTF-16 units from 0, `line` and `column` from 1. */
export interface Position {
  readonly offset: number
  readonly line: number
  readonly column: number
}

export interface PolicyProblem {
  readonly code: 'MalformedPolicyDocument'
  /** AWS's sentence, as the IAM API answers it. */
  readonly message: string
  /** JSON pointer (RFC 6901) to the offending value; empty for the document itself. */
  readonly path: string
  readonly position: Position
  /** What exactly is wrong, where AWS's sentence does not say it. */
  readonly detail?: string
}

/** Turns offsets into lines and columns; the line starts are found once. */
export function positionsIn(text: string): (offset: number) => Position {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { offset, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** One step of a JSON pointer, escaped (RFC 6901 section 3). */
export function pointer(parent: string, step: string | number): string {
  return `${parent}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
