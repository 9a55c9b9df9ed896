import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { unifiedDiff } from './unified-diff.ts'

const NAMES = ['a', 'b'] as const
const text = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('')

/** What `patch` makes of it. */
function applied(before: string, diff: string): string {
  const old = before.split('\n').slice(0, -1)
  const made: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(2, -1)) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line)
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1)
      made.push(...old.slice(at, start))
      at = start
    } else if (line.startsWith('+')) made.push(line.slice(1))
    else {
      assert.equal(old[at++], line.slice(1))
      if (line.startsWith(' ')) made.push(line.slice(1))
    }
  }
  return text(...made, ...old.slice(at))
}

describe('unifiedDiff', () => {
  it('is empty for equal texts', () => {
    assert.equal(unifiedDiff('a\n', 'a\n', NAMES), '')
  })

  it('shows three lines around a change', () => {
    const diff = unifiedDiff(
      text('1', '2', '3', '4', '5', '6', '7', '8', '9'),
      text('1', '2', '3', '4', 'V', '6', '7', '8', '9'),
      NAMES,
    )
    assert.equal(diff, '--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n')
  })

  it('starts from nothing', () => {
    assert.equal(unifiedDiff('', text('1', '2'), NAMES), '--- a\n+++ b\n@@ -0,0 +1,2 @@\n+1\n+2\n')
  })

  it('keeps changes that are far apart in hunks of their own', () => {
    const many = Array.from({ length: 30 }, (_, index) => `${index}`)
    const diff = unifiedDiff(text(...many), text('x', ...many.slice(1, -1), 'y'), NAMES)
    assert.equal(diff.match(/^@@/gm)?.length, 2)
  })

  it('turns any text into the other when it is applied', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((some) => text(...some))
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        assert.equal(applied(before, unifiedDiff(before, after, NAMES)), after)
      }),
    )
  })
})
