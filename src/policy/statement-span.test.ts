import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPolicy } from './parse-policy.ts'
import { statementSpan } from './statement-span.ts'

const spans = (text: string): readonly (readonly number[])[] => {
  const { document, positionOf } = readPolicy(text, 'identity')
  return (document?.statements ?? []).map(({ path }) => {
    const { start, end } = statementSpan(text, positionOf(path)?.offset ?? -1)
    return [start.line, start.column, end.line, end.column]
  })
}

const one = '{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a}\\"{"}'

test('a statement in a list begins behind the bracket or the comma and ends behind its brace', () => {
  const text = `{\n    "Version": "2012-10-17",\n    "Statement": [\n        ${one},\n        ${one}\n    ]\n}`
  assert.deepEqual(spans(text), [
    [3, 19, 4, 9 + one.length],
    [4, 10 + one.length, 5, 9 + one.length],
  ])
})

test('in one line', () => {
  assert.deepEqual(spans(`{"Version":"2012-10-17","Statement":[${one}]}`), [[1, 38, 1, 38 + one.length]])
})

test('a statement without a list', () => {
  assert.deepEqual(spans(`{"Version":"2012-10-17","Statement":${one}}`), [[1, 37, 1, 37 + one.length]])
})
