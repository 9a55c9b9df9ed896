import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newTags, requestTagContext, resourceTagContext, withoutTags, withTags } from './tags.ts'

const tag = (Key: string, Value: string) => ({ Key, Value })
const many = (count: number) => Array.from({ length: count }, (_, index) => tag(`k${index}`, ''))

test('a tag of the same key in another case replaces the one that is there', () => {
  assert.deepEqual(withTags([tag('Department', 'foo'), tag('a', '1')], [tag('department', 'bar')]), [
    tag('a', '1'),
    tag('department', 'bar'),
  ])
})

test('tags are removed ignoring case; absent keys are no error', () => {
  assert.deepEqual(withoutTags([tag('Department', 'foo'), tag('a', '1')], ['DEPARTMENT', 'none']), [tag('a', '1')])
})

for (const [what, present, added, code] of [
  ['the same key twice, in two cases', [], [tag('a', '1'), tag('A', '2')], 'InvalidInput'],
  ['a key of AWS', [], [tag('AWS:x', '1')], 'InvalidInput'],
  ['a fifty-first tag', many(50), [tag('one-more', '')], 'LimitExceeded'],
] as const) {
  test(`refuses ${what}`, () => {
    assert.throws(() => withTags(present, added), { code })
  })
}

test('fifty tags are welcome, and so are new values for all of them', () => {
  assert.equal(withTags(many(50), many(50)).length, 50)
  assert.deepEqual(newTags(undefined), [])
})

test('tags become condition keys in lower case, values and tag keys as written', () => {
  assert.deepEqual(requestTagContext([tag('Team', 'Red')]), { 'aws:requesttag/team': 'Red', 'aws:tagkeys': ['Team'] })
  assert.deepEqual(requestTagContext([]), {})
  assert.deepEqual(resourceTagContext([tag('Team', 'Red')]), { 'aws:resourcetag/team': 'Red', 'iam:resourcetag/team': 'Red' })
})
