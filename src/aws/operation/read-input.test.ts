import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type InputSource, readInput } from './index.ts'
import type { StructureShape } from './shape.ts'

const SESSION = {
  kind: 'structure',
  members: {
    RoleArn: { kind: 'string', required: true, min: 20, max: 2048 },
    RoleSessionName: { kind: 'string', required: true, min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
    WebIdentityToken: { kind: 'string', min: 4, max: 20, sensitive: true },
    DurationSeconds: { kind: 'integer', min: 900, max: 43200 },
    ProviderId: { kind: 'refused', reason: 'OAuth 2.0 access tokens are not supported.' },
    Tags: {
      kind: 'list',
      max: 2,
      member: {
        kind: 'structure',
        members: { Key: { kind: 'string', required: true, max: 5 }, Value: { kind: 'string', required: true } },
      },
    },
    TagKeys: { kind: 'list', member: { kind: 'string', min: 1, max: 5, pattern: '[\\p{L}]+' } },
    Overwrite: { kind: 'boolean' },
    Since: { kind: 'timestamp' },
    Data: { kind: 'blob', max: 4 },
    Labels: { kind: 'map', value: { kind: 'string', max: 3 }, max: 2 },
    Tier: { kind: 'string', oneOf: ['Standard', 'Advanced'] },
  },
} as const satisfies StructureShape

const REQUIRED = { RoleArn: 'arn:aws:iam::123456789012:role/demo', RoleSessionName: 'session' }

function messageFor(members: unknown, source: InputSource): string {
  const result = readInput(SESSION, members, source)
  assert.equal(result.ok, false)
  return result.ok ? '' : `${result.problem.kind}: ${result.problem.message}`
}

test('query strings are coerced to what the shape says', () => {
  const tree = {
    ...REQUIRED,
    DurationSeconds: '900',
    Overwrite: 'true',
    Since: '2026-11-21T00:00:00Z',
    Data: 'AQI=',
    Tier: 'Advanced',
    Tags: { member: { 10: { Key: 'b', Value: '' }, 2: { Key: 'a', Value: '1' } } },
    TagKeys: '',
    Labels: { entry: { 1: { key: '__proto__', value: 'x' } } },
  }
  const result = readInput(SESSION, tree, 'query')
  assert.ok(result.ok)
  assert.equal(result.value.DurationSeconds, 900)
  assert.equal(result.value.Overwrite, true)
  assert.equal(result.value.Since, Date.UTC(2026, 10, 21))
  assert.deepEqual(result.value.Data, Uint8Array.of(1, 2))
  assert.deepEqual(result.value.Tags, [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '' },
  ])
  assert.deepEqual(result.value.TagKeys, [])
  assert.deepEqual(Object.entries(result.value.Labels ?? {}), [['__proto__', 'x']])
})

test('JSON values are taken as they are, and null is an absent member', () => {
  const result = readInput(
    SESSION,
    { ...REQUIRED, DurationSeconds: 901, Overwrite: null, Since: 1.5, Labels: { a: 'b' } },
    'json',
  )
  assert.ok(result.ok)
  assert.deepEqual(
    { ...result.value, Labels: { ...result.value.Labels } },
    { ...REQUIRED, DurationSeconds: 901, Since: 1500, Labels: { a: 'b' } },
  )
})

const CASES: readonly { name: string; source: InputSource; members: unknown; message: string }[] = [
  {
    name: 'a missing member and a broken pattern are reported together, in the order of the shape',
    source: 'query',
    members: { RoleSessionName: 'a b' },
    message:
      "invalid: 2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; " +
      "Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  },
  {
    name: 'a sensitive value is not echoed',
    source: 'query',
    members: { ...REQUIRED, WebIdentityToken: 'abc' },
    message:
      "invalid: 1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
  },
  {
    name: 'a number is held against its bounds',
    source: 'query',
    members: { ...REQUIRED, DurationSeconds: '899' },
    message:
      "invalid: 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
  },
  {
    name: 'a member of a list of structures is named with its number',
    source: 'query',
    members: { ...REQUIRED, Tags: { member: { 1: { Key: 'toolong', Value: 'x' } } } },
    message:
      "invalid: 1 validation error detected: Value 'toolong' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 5",
  },
  {
    name: 'an element of a list of strings is reported on the list',
    source: 'json',
    members: { ...REQUIRED, TagKeys: ['ok', '1'] },
    message:
      "invalid: 1 validation error detected: Value '[ok, 1]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: " +
      '[Member must have length less than or equal to 5, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}]+]',
  },
  {
    name: 'an unknown choice is answered with the choices',
    source: 'json',
    members: { ...REQUIRED, Tier: 'Cheap' },
    message:
      "invalid: 1 validation error detected: Value 'Cheap' at 'tier' failed to satisfy constraint: Member must satisfy enum value set: [Standard, Advanced]",
  },
  {
    name: 'a list that is too long is refused',
    source: 'json',
    members: { ...REQUIRED, Tags: [1, 2, 3].map((n) => ({ Key: `${n}`, Value: '' })) },
    message:
      "invalid: 1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 2",
  },
  {
    name: 'a member that AWS knows and we do not honour is refused by name',
    source: 'query',
    members: { ...REQUIRED, ProviderId: 'graph.facebook.com' },
    message: 'refused: The parameter providerId is not supported: OAuth 2.0 access tokens are not supported.',
  },
  {
    name: 'an unknown member is refused by name',
    source: 'query',
    members: { ...REQUIRED, Colour: 'red' },
    message: 'unknown: The parameter Colour is not recognized.',
  },
  {
    name: 'a member named __proto__ is a member like any other: unknown',
    source: 'json',
    members: JSON.parse('{"__proto__": 1}'),
    message: 'unknown: The parameter __proto__ is not recognized.',
  },
  {
    name: 'an unknown member of a structure in a list is refused by name',
    source: 'json',
    members: { ...REQUIRED, Tags: [{ Key: 'a', Value: 'b', Colour: 1 }] },
    message: 'unknown: The parameter tags.1.member.Colour is not recognized.',
  },
  {
    name: 'a list without `member` is malformed',
    source: 'query',
    members: { ...REQUIRED, TagKeys: { 1: 'a' } },
    message: 'malformed: Start of structure or map found where not expected.',
  },
  {
    name: 'a list numbered from 0 is malformed',
    source: 'query',
    members: { ...REQUIRED, TagKeys: { member: { 0: 'a' } } },
    message: 'malformed: Start of structure or map found where not expected.',
  },
  {
    name: 'a JSON number is no string',
    source: 'json',
    members: { ...REQUIRED, RoleArn: 7 },
    message: 'malformed: NUMBER_VALUE can not be converted to a String',
  },
  {
    name: 'a JSON string is no number',
    source: 'json',
    members: { ...REQUIRED, DurationSeconds: '900' },
    message: 'malformed: STRING_VALUE can not be converted to an Integer',
  },
  {
    name: 'text that is no number is malformed',
    source: 'query',
    members: { ...REQUIRED, DurationSeconds: '1e3' },
    message: 'malformed: STRING_VALUE can not be converted to an Integer',
  },
  {
    name: 'null inside a list is malformed',
    source: 'json',
    members: { ...REQUIRED, TagKeys: [null] },
    message: 'malformed: NULL_VALUE can not be converted to a String',
  },
  { name: 'a list is no structure', source: 'json', members: [], message: 'malformed: Start of list found where not expected' },
]

for (const { name, source, members, message } of CASES) {
  test(name, () => assert.equal(messageFor(members, source), message))
}

test('a message repeats at most the first part of a huge value', () => {
  assert.ok(messageFor({ ...REQUIRED, RoleSessionName: 'x'.repeat(100_000) }, 'query').length < 5_000)
})
