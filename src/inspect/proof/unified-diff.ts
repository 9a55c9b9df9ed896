/**
 * Two texts as a unified diff (https://www.gnu.org/software/diffutils/manual/html_node/Unified-Format.html), which
 * `patch` takes. For documents of a policy's size: what is neither a common start nor a common end may have at most
 * a few million pairs of lines; beyond that it is one replaced block.
 */

const CONTEXT_LINES = 3
const MOST_PAIRS = 4_000_000

type Line = readonly [mark: ' ' | '-' | '+', text: string]

/** Empty if the texts are equal. @param names of the two sides */
export function unifiedDiff(before: string, after: string, names: readonly [string, string]): string {
  if (before === after) return ''
  const lines = markedLines(splitLines(before), splitLines(after))
  const hunks = hunksOf(lines).map((hunk) => hunkText(lines, hunk))
  return `--- ${names[0]}\n+++ ${names[1]}\n${hunks.join('')}`
}

function splitLines(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function markedLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++
  const kept = (lines: readonly string[]): Line[] => lines.map((text) => [' ', text])
  return [
    ...kept(before.slice(0, start)),
    ...changedLines(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...kept(before.slice(before.length - end)),
  ]
}

/** By the longest common subsequence. */
function changedLines(before: readonly string[], after: readonly string[]): Line[] {
  if (before.length * after.length > MOST_PAIRS) {
    return [...before.map((text): Line => ['-', text]), ...after.map((text): Line => ['+', text])]
  }
  const width = after.length + 1
  const common = commonLengths(before, after)
  const lines: Line[] = []
  let row = 0
  let column = 0
  while (row < before.length || column < after.length) {
    const one = before[row]
    const other = after[column]
    if (one !== undefined && one === other) {
      lines.push([' ', one])
      row++
      column++
    } else if (
      one !== undefined &&
      (other === undefined || at(common, (row + 1) * width + column) >= at(common, row * width + column + 1))
    ) {
      lines.push(['-', one])
      row++
    } else {
      lines.push(['+', other ?? ''])
      column++
    }
  }
  return lines
}

/** For every pair of ends: how many lines they have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(common, (row + 1) * width + column + 1) + 1
          : Math.max(at(common, (row + 1) * width + column), at(common, row * width + column + 1))
    }
  }
  return common
}

function at(lengths: Uint32Array, index: number): number {
  return lengths[index] ?? 0
}

/** Stretches of lines to show, as indices from and to. */
type Hunk = readonly [from: number, to: number]

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: Hunk[] = []
  for (const [index, [mark]] of lines.entries()) {
    if (mark === ' ') continue
    const from = Math.max(0, index - CONTEXT_LINES)
    const to = Math.min(lines.length, index + CONTEXT_LINES + 1)
    const last = hunks.at(-1)
    if (last !== undefined && from <= last[1]) hunks[hunks.length - 1] = [last[0], to]
    else hunks.push([from, to])
  }
  return hunks
}

function hunkText(lines: readonly Line[], [from, to]: Hunk): string {
  const shown = lines.slice(from, to)
  const count = (among: readonly Line[], mark: '-' | '+'): number => among.filter(([own]) => own === ' ' || own === mark).length
  const range = (mark: '-' | '+'): string => {
    const lineCount = count(shown, mark)
    // A stretch without lines is named by the line before it.
    return `${count(lines.slice(0, from), mark) + (lineCount === 0 ? 0 : 1)},${lineCount}`
  }
  return `@@ -${range('-')} +${range('+')} @@\n${shown.map(([mark, text]) => `${mark}${text}\n`).join('')}`
}
