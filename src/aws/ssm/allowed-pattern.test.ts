import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LIMITS } from '../../base/index.ts'
import { AwsError } from '../operation/index.ts'
import { checkAllowedPattern } from './allowed-pattern.ts'
import { compilePattern } from './pattern/compile-pattern.ts'
import { parsePattern } from './pattern/parse-pattern.ts'
import { searchPattern } from './pattern/search-pattern.ts'

function codeOf(pattern: string, value: string): string {
  try {
    checkAllowedPattern(pattern, value)
    return 'allowed'
  } catch (error) {
    assert.ok(error instanceof AwsError, String(error))
    assert.ok(value.length < 4 || !error.message.includes(value), 'no message holds the value')
    return error.code
  }
}

const MISMATCH = 'ParameterPatternMismatchException'
const INVALID = 'InvalidAllowedPatternException'
const REFUSED = 'ValidationException'

describe('AllowedPattern', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['', 'anything', 'allowed'],
    ['^\\d+$', '0123', 'allowed'],
    ['^\\d+$', '01x3', MISMATCH],
    ['b', 'abc', 'allowed'],
    ['^b', 'abc', MISMATCH],
    ['c$', 'abc', 'allowed'],
    ['^[a-z0-9-]{3,63}$', 'my-bucket', 'allowed'],
    ['^[a-z0-9-]{3,63}$', 'x'.repeat(64), MISMATCH],
    ['^[0-9a-f]{32}$', '0123456789abcdef'.repeat(2), 'allowed'],
    ['^(dev|test|prod)$', 'test', 'allowed'],
    ['^(dev|test|prod)$', 'stage', MISMATCH],
    ['^(?:a|b)*?c$', 'ababc', 'allowed'],
    ['^(?<env>dev)-\\w+$', 'dev-one', 'allowed'],
    ['^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$', 'ada@example.com', 'allowed'],
    ['\\bcat\\b', 'a cat sat', 'allowed'],
    ['\\bcat\\b', 'concatenate', MISMATCH],
    ['\\Bcat\\B', 'concatenate', 'allowed'],
    ['^.$', '\u{1f600}', 'allowed'],
    ['^.$', '\n', MISMATCH],
    ['^[\\w.\\-]+$', 'a.b-c_d', 'allowed'],
    ['^[\\D]$', '5', MISMATCH],
    ['^\\x41\\u0042\\t$', 'AB\t', 'allowed'],
    ['^[a-]+]$', 'a-a]', 'allowed'],
    ['^a{2}$', 'aa', 'allowed'],
    ['^a{2,}$', 'a', MISMATCH],
    ['^(){999999999}$', '', 'allowed'],
    ['(', 'x', INVALID],
    [')', 'x', INVALID],
    ['[', 'x', INVALID],
    ['[]', 'x', INVALID],
    ['[z-a]', 'x', INVALID],
    ['[\\d-z]', 'x', INVALID],
    ['*', 'x', INVALID],
    ['a**', 'x', INVALID],
    ['a{2,1}', 'x', INVALID],
    ['a{x}', 'x', INVALID],
    ['\\', 'x', INVALID],
    ['\\xZZ', 'x', INVALID],
    ['(?<1>a)', 'x', INVALID],
    ['(?=a)', 'a', REFUSED],
    ['(?!a)', 'a', REFUSED],
    ['(?<=a)', 'a', REFUSED],
    ['(?<!a)', 'a', REFUSED],
    ['(?>a)', 'a', REFUSED],
    ['(?i)a', 'a', REFUSED],
    ['(a)\\1', 'aa', REFUSED],
    ['a++', 'aa', REFUSED],
    ['\\p{L}', 'a', REFUSED],
    ['\\Aa', 'a', REFUSED],
    ['[a[b]]', 'a', REFUSED],
    ['[a-z&&[^b]]', 'a', REFUSED],
    ['a{30000}', 'a', REFUSED],
  ]
  for (const [pattern, value, expected] of cases) {
    it(`${pattern} and ${value.slice(0, 20)}: ${expected}`, () => {
      assert.equal(codeOf(pattern, value), expected)
    })
  }

  const many = 'a'.repeat(8_191)
  const hostile: readonly string[] = [
    '^(a+)+$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '^(a?){300}a{300}$',
    '(a*)*b',
    '((((((a*)*)*)*)*)*)*b',
    `${'.*'.repeat(500)}b`,
    `${'(.*)'.repeat(250)}b`,
    '(x|x|.)*y',
    '[^b]{0,2000}b',
    `^[${Array.from({ length: 300 }, (_, index) => String.fromCharCode(0x4e00 + 2 * index)).join('')}a]{0,3000}b`,
    `${'('.repeat(500)}a${')'.repeat(500)}{999}b`,
  ]
  for (const pattern of hostile) {
    it(`bounds the steps of ${pattern.slice(0, 30)}`, () => {
      assert.notEqual(codeOf(pattern, `${many}!`), 'allowed')
      const tree = parsePattern(pattern)
      assert.ok(tree.ok)
      const program = compilePattern(tree.value, LIMITS.ssm.patternInstructions)
      assert.ok(program)
      const { steps } = searchPattern(program, `${many}!`, LIMITS.ssm.patternSteps)
      assert.ok(steps <= program.length * (many.length + 2), `${steps} steps`)
      assert.ok(steps <= LIMITS.ssm.patternSteps + program.length, `${steps} steps`)
    })
  }

  it('does work that grows with the value, and no faster', () => {
    const tree = parsePattern('^(a|aa)+$')
    assert.ok(tree.ok)
    const program = compilePattern(tree.value, 100)
    assert.ok(program)
    const stepsFor = (length: number): number => searchPattern(program, `${'a'.repeat(length)}!`, 1_000_000).steps
    assert.equal(stepsFor(4_000) - stepsFor(3_000), stepsFor(3_000) - stepsFor(2_000))
  })
})
