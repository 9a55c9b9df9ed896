import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../../base/index.ts'
import { decodeForm, decodeJsonBody, matchPath, pathTemplate, queryTree } from './index.ts'

test('a form becomes a tree', () => {
  const form = decodeForm('Action=TagRole&RoleName=a+b%2Fc&Tags.member.1.Key=k&Tags.member.1.Value=&Empty', 'Version=1')
  assert.ok(form.ok)
  const tree = queryTree(form.value, (name) => name === 'Action')
  assert.ok(tree.ok)
  assert.equal(
    JSON.stringify(tree.value),
    '{"RoleName":"a b/c","Tags":{"member":{"1":{"Key":"k","Value":""}}},"Empty":"","Version":"1"}',
  )
})

const BAD_FORMS: readonly [string, string[], object][] = [
  ['a percent sign that encodes nothing', ['a=%zz'], { kind: 'bad-encoding', name: 'a' }],
  ['bytes that are not UTF-8', ['a=%ff'], { kind: 'bad-encoding', name: 'a' }],
  ['a bad name', ['%=1'], { kind: 'bad-encoding' }],
  ['a repeated name', ['a=1&a=2'], { kind: 'repeated', name: 'a' }],
  ['a name in query and body', ['a=1', 'a=1'], { kind: 'repeated', name: 'a' }],
  [
    'a flood of parameters',
    [Array.from({ length: LIMITS.query.parameters + 1 }, (_, n) => `p${n}=`).join('&')],
    { kind: 'too-many' },
  ],
  ['a huge name', [`${'n'.repeat(LIMITS.query.nameBytes + 1)}=1`], { kind: 'name-too-long' }],
]

for (const [name, texts, problem] of BAD_FORMS) {
  test(`${name} is refused`, () => {
    const form = decodeForm(...texts)
    assert.ok(!form.ok)
    assert.deepEqual(form.problem, problem)
  })
}

test('a parameter is a value or a branch, not both, and not too deep', () => {
  const place = (...names: string[]) =>
    queryTree(
      names.map((name) => ({ name, value: '' })),
      () => false,
    )
  assert.ok(!place('a', 'a.b').ok)
  assert.ok(!place('a.b', 'a').ok)
  assert.ok(!place(Array.from({ length: LIMITS.query.depth + 1 }, () => 'x').join('.')).ok)
  assert.ok(place('__proto__.member.1', 'constructor').ok)
  assert.equal(({} as Record<string, unknown>)['member'], undefined)
})

const BAD_JSON: readonly [string, Uint8Array, string][] = [
  ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'not-utf8'],
  ['text that is not JSON', Buffer.from('{a:1}'), 'not-json'],
  ['a list', Buffer.from('[]'), 'not-an-object'],
  ['too deep a nest', Buffer.from(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 'too-deep'],
]

for (const [name, body, problem] of BAD_JSON) {
  test(`${name} is no body`, () => {
    const decoded = decodeJsonBody(body)
    assert.ok(!decoded.ok)
    assert.equal(decoded.problem, problem)
  })
}

test('an empty body is an empty object', () => {
  assert.deepEqual(decodeJsonBody(new Uint8Array()), { ok: true, value: {} })
})

test('a path fills the members of its template', () => {
  const template = pathTemplate('GET', '/clusters/{name}/tags')
  assert.deepEqual({ ...matchPath(template, 'GET', '/clusters/a%2Fb/tags') }, { name: 'a/b' })
  for (const path of ['/clusters/x', '/clusters//tags', '/clusters/%zz/tags', '/Clusters/x/tags']) {
    assert.equal(matchPath(template, 'GET', path), undefined)
  }
  assert.equal(matchPath(template, 'POST', '/clusters/x/tags'), undefined)
})
