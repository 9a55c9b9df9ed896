import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeForm, decodeJsonBody, queryTree } from './index.ts'

test('any text is a form or a problem, and a form read back is what was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '.', '&', '=', '%', '2', 'F', '+', 'é', '_') }), (text) => {
      const form = decodeForm(text)
      if (form.ok) queryTree(form.value, () => false)
      else assert.ok(form.problem.kind.length > 0)
    }),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.string({ unit: 'grapheme' })), (members) => {
      const form = decodeForm(new URLSearchParams(Object.entries(members)).toString())
      assert.ok(form.ok)
      assert.deepEqual(
        form.value.map(({ name, value }) => [name, value]),
        Object.entries(members),
      )
    }),
  )
})

test('any bytes are a JSON object or a problem', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (body) => {
        const decoded = decodeJsonBody(body)
        assert.ok(decoded.ok || decoded.problem.length > 0)
      },
    ),
  )
})
