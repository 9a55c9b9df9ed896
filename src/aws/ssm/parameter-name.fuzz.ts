import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../operation/index.ts'
import { openToken, sealToken } from './page.ts'
import { newParameterName, parameterArn, parsePath, parseReference } from './parameter-name.ts'

const PLACE = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' }
const nameLike = fc.string({ unit: fc.constantFrom('a', 'S', 's', 'm', '/', '.', '-', ':', ' ', '9'), maxLength: 40 })

test('any text is a name, a reference and a path, or is refused in the words of AWS', () => {
  fc.assert(
    fc.property(fc.oneof(nameLike, fc.string()), (text) => {
      for (const parse of [() => newParameterName(text, PLACE), () => parseReference(text, PLACE), () => parsePath(text)]) {
        try {
          parse()
        } catch (error) {
          assert.ok(error instanceof AwsError)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('a name that may be made is found by name and by ARN', () => {
  fc.assert(
    fc.property(nameLike, (text) => {
      let name: string
      try {
        name = newParameterName(text, PLACE)
      } catch {
        return
      }
      assert.deepEqual(parseReference(name, PLACE).candidates, [name])
      assert.ok(parseReference(parameterArn(name, PLACE), PLACE).candidates.includes(name))
    }),
    { numRuns: 500 },
  )
})

test('a page token opens to what it was made of', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (position) => assert.equal(openToken(sealToken(position)), position)))
})
