import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readJson } from './json-source.ts'
import { pointer, positionsIn } from './problem.ts'

const LIMITS = { characters: 10_000, depth: 4 }

describe('the JSON reader', () => {
  const refused: readonly (readonly [string, string, number])[] = [
    ['', 'the document ends here', 0],
    ['{"a":1,}', 'a member name in double quotes was expected', 7],
    ['[1,]', 'a value was expected', 3],
    ["{'a':1}", 'a member name in double quotes was expected', 1],
    ['{"a" 1}', '":" was expected', 5],
    ['{"a":1 "b":2}', '"," or "}" was expected', 7],
    ['{} {}', 'text after the end of the document', 3],
    ['"a', 'the string is not closed', 2],
    ['"a\nb"', 'a control character in a string', 2],
    ['"\\x"', 'a malformed escape', 1],
    ['"\\u12g4"', 'a malformed escape', 1],
    ['01', 'text after the end of the document', 1],
    ['nul', 'a value was expected', 0],
    ['[[[[[]]]]]', 'nested deeper than 4', 4],
  ]
  for (const [text, message, offset] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readJson(text, LIMITS), { ok: false, problem: { message, offset } })
    })
  }

  it('refuses a text that is too long before reading it', () => {
    const result = readJson(' '.repeat(10_001), LIMITS)
    assert.ok(!result.ok && result.problem.message === 'longer than 10000 characters')
  })

  it('keeps positions, the spelling of numbers and repeated names', () => {
    const source = readJson('{"a": 1.50,\n "a": "\\u00e9"}', LIMITS)
    assert.ok(source.ok && source.value.root.type === 'object')
    const [first, second] = source.value.root.members
    assert.deepEqual(first?.value, { type: 'number', start: 6, text: '1.50' })
    assert.deepEqual(second?.value, { type: 'string', start: 18, value: 'é' })
    assert.deepEqual(
      source.value.repeated.map(({ nameStart }) => nameStart),
      [13],
    )
  })

  it('takes the names of prototypes for plain names', () => {
    const source = readJson('{"__proto__": 1, "constructor": 2}', LIMITS)
    assert.ok(source.ok && source.value.repeated.length === 0)
  })
})

describe('positions', () => {
  it('count lines and columns from 1', () => {
    const at = positionsIn('ab\ncd\n\nx')
    assert.deepEqual(at(0), { offset: 0, line: 1, column: 1 })
    assert.deepEqual(at(4), { offset: 4, line: 2, column: 2 })
    assert.deepEqual(at(7), { offset: 7, line: 4, column: 1 })
  })

  it('escape pointers', () => {
    assert.equal(pointer('/Condition', 'a/b~c'), '/Condition/a~1b~0c')
  })
})
