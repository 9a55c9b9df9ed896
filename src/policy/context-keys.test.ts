// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextKeysOf } from './context-keys.ts'
import { parsePolicy } from './parse-policy.ts'

const keysOf = (statement: object, Version = '2012-10-17'): readonly string[] => {
  const document = { Version, Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...statement }] }
  const parsed = parsePolicy(JSON.stringify(document), 'identity')
  assert.ok(parsed.ok)
  return contextKeysOf(parsed.value)
}

test('the keys of conditions come as written, each once whatever its case', () => {
  const Condition = { StringEquals: { 'aws:SourceIp': '1', 's3:prefix': 'x' }, StringLike: { 'AWS:sourceip': '2' } }
  assert.deepEqual(keysOf({ Condition }), ['aws:SourceIp', 's3:prefix'])
})

test('variables in resources and in values are keys, too', () => {
  const Condition = { StringLike: { 's3:prefix': "${aws:PrincipalTag/team, 'none'}/${*}" } }
  const keys = keysOf({ Resource: 'arn:aws:s3:::b/${aws:username}/*', Condition })
  assert.deepEqual(keys, ['aws:username', 's3:prefix', 'aws:PrincipalTag/team'])
})

test('before 2012 a variable is a text like any other', () => {
  assert.deepEqual(keysOf({ Resource: 'arn:aws:s3:::b/${aws:username}' }, '2008-10-17'), [])
})
