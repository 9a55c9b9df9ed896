import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldSelector, matchesFields, parseFieldSelector } from './field-selector.ts'
import { formatLabelSelector, labelSelectorFromObject, matchesLabels, parseLabelSelector } from './label-selector.ts'

const MATCHES: readonly (readonly [string, Record<string, string>, boolean])[] = [
  ['', {}, true],
  ['app=web', { app: 'web' }, true],
  ['app==web', { app: 'api' }, false],
  ['app!=web', {}, true],
  ['app', { app: '' }, true],
  ['!app', { app: '' }, false],
  ['tier in (a, b),app=web', { app: 'web', tier: 'b' }, true],
  ['tier notin (a,b)', { tier: 'a' }, false],
  ['tier notin (a,b)', {}, true],
  ['n>3', { n: '4' }, true],
  ['n<3', { n: '4' }, false],
  ['example.com/role=x', { 'example.com/role': 'x' }, true],
  ['constructor', {}, false],
]

for (const [text, labels, expected] of MATCHES) {
  test(`the selector "${text}" ${expected ? 'selects' : 'leaves'} ${JSON.stringify(labels)}`, () => {
    const selector = parseLabelSelector(text)
    assert.ok(selector.ok)
    assert.equal(matchesLabels(selector.value, labels), expected)
  })
}

test('what is no selector is refused', () => {
  for (const text of ['a in', 'a in b', '=x', 'a=b c', '-a=b', 'a b', ',', 'a>x'])
    assert.equal(parseLabelSelector(text).ok, false, text)
})

test('a selector object with expressions means the same as its query form', () => {
  const selector = labelSelectorFromObject({
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['b', 'a'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  })
  assert.ok(selector.ok)
  assert.equal(formatLabelSelector(selector.value), 'app=web,tier in (a,b),!old')
  assert.equal(labelSelectorFromObject({ matchExpressions: [{ key: 'a', operator: 'In' }] }).ok, false)
})

test('a field selector takes escaped values and inequality', () => {
  const selector = parseFieldSelector('metadata.name=a\\,b,status.phase!=Running')
  assert.ok(selector.ok)
  assert.equal(matchesFields(selector.value, { 'metadata.name': 'a,b', 'status.phase': 'Pending' }), true)
  assert.equal(matchesFields(selector.value, { 'metadata.name': 'a,b', 'status.phase': 'Running' }), false)
  assert.equal(formatFieldSelector(selector.value), 'metadata.name=a\\,b,status.phase!=Running')
  assert.equal(parseFieldSelector('name').ok, false)
})
