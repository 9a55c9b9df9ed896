import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Step } from '../../policy/index.ts'
import { fixDiff } from './fix-diff.ts'
import { proofText } from './proof-text.ts'

const asked = 'a role'
const unmet = (request: string | undefined, policyValue: string, differsAt?: number): Step => ({
  layer: 'trust',
  policy: 'p',
  statement: '#1',
  clause: 'Condition.StringEquals.a:sub',
  outcome: 'no-match',
  policyValue,
  ...(request === undefined ? {} : { request }),
  ...(differsAt === undefined ? {} : { differsAt }),
})

/** The character of the policy's value over the caret; '' past its end, undefined if there is no caret. */
function pointedAt(step: Step): string | undefined {
  const lines = proofText({ decision: 'implicit-deny', because: [step], asked }).split('\n')
  const caret = lines.findIndex((line) => /^ +\^/.test(line))
  return caret < 0 ? undefined : lines[caret - 1]?.charAt(lines[caret]?.indexOf('^') ?? 0)
}

describe('proofText', () => {
  const rows: readonly [name: string, step: Step, pointed: string | undefined][] = [
    ['where the engine says that they differ', unmet('abcd', 'abXd', 2), 'X'],
    ['before the wildcard of a pattern', unmet('abcd', 'aX*'), 'X'],
    ['nowhere, if the wildcard comes first', unmet('abcd', 'ab*x'), undefined],
    ['past the end of a value that is too short', unmet('abcd', 'abc', 3), ''],
    ['at the start, if nothing is alike', unmet('abcd', 'xyz'), 'x'],
    ['behind what is printed as an escape', unmet('\u0007bc', '\u0007Xc', 1), 'X'],
    ['nowhere, if the request has no such key', unmet(undefined, 'abc'), undefined],
  ]
  for (const [name, step, pointed] of rows) it(`points ${name}`, () => assert.equal(pointedAt(step), pointed))

  it('names a failure by its title and what AWS says', () => {
    const error = { code: 'AccessDenied', message: 'no' }
    const text = proofText({ decision: 'implicit-deny', because: [], asked, failed: 'TP01', error })
    assert.equal(text, 'DENY  a role\n\nTP01  sub and aud values swapped  [down/H]\n\nAWS says only: AccessDenied: no\n')
  })
})

describe('fixDiff', () => {
  it('keeps the indentation of the text', () => {
    const fix = { text: '', target: 'p', patch: [{ op: 'replace', path: '/a', value: 2 }] } as const
    const diff = fixDiff('{\n\t"a": 1\n}\n', fix)
    assert.deepEqual(diff, { ok: true, value: '--- p\n+++ p (corrected)\n@@ -1,3 +1,3 @@\n {\n-\t"a": 1\n+\t"a": 2\n }\n' })
  })

  it('says so where the text is not at hand', () => {
    const fix = { text: '', target: 'p', patch: [{ op: 'remove', path: '/a' }] } as const
    assert.equal(fixDiff(undefined, fix).ok, false)
    assert.equal(fixDiff('{}', fix).ok, false)
  })
})
