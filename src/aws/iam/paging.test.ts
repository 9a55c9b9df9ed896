import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageOf } from './paging.ts'

const names = ['d', 'a', 'c', 'b', 'é']
const walk = (size: number) => {
  const pages: string[][] = []
  let marker: string | undefined
  do {
    const page = pageOf(names, (name) => name, { MaxItems: size, ...(marker === undefined ? {} : { Marker: marker }) })
    pages.push([...page.items])
    marker = page.rest.Marker
    assert.equal(page.rest.IsTruncated, marker !== undefined)
  } while (marker !== undefined)
  return pages
}

test('pages hold every item once, in order, whatever their size', () => {
  assert.deepEqual(walk(2), [['a', 'b'], ['c', 'd'], ['é']])
  assert.deepEqual(walk(5), [['a', 'b', 'c', 'd', 'é']])
  assert.deepEqual(walk(1), [['a'], ['b'], ['c'], ['d'], ['é']])
})

test('a page has 100 items if nobody says otherwise', () => {
  const many = Array.from({ length: 101 }, (_, index) => String(index).padStart(3, '0'))
  const page = pageOf(many, (name) => name, {})
  assert.equal(page.items.length, 100)
  assert.equal(page.rest.IsTruncated, true)
})

test('an item that went away between two pages neither repeats nor hides another', () => {
  const first = pageOf(['a', 'b', 'c'], (name) => name, { MaxItems: 2 })
  const second = pageOf(['a', 'c'], (name) => name, { Marker: first.rest.Marker ?? '' })
  assert.deepEqual(second.items, ['c'])
})

for (const marker of ['§', '%%%', btoa('%E0%A4%A')]) {
  test(`the marker ${marker} is refused`, () => {
    assert.throws(() => pageOf(names, (name) => name, { Marker: marker }), {
      code: 'ValidationError',
      message: 'Invalid Marker.',
    })
  })
}
