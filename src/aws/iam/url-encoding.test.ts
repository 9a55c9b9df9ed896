import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeDocument } from './url-encoding.ts'

test('everything but the unreserved characters of RFC 3986 is encoded', () => {
  assert.equal(encodeDocument(`{"a":["b c*!'()é-._~"]}`), '%7B%22a%22%3A%5B%22b%20c%2A%21%27%28%29%C3%A9-._~%22%5D%7D')
})

test('a decoder of query strings and one of URIs read it back alike', () => {
  const text = `{"Sid":"+ & = % *","x":"\\n\\t"}`
  assert.equal(decodeURIComponent(encodeDocument(text)), text)
  assert.equal(new URLSearchParams(`d=${encodeDocument(text)}`).get('d'), text)
})
