import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { checkTokenTimes } from './index.ts'

const now = 1_000_000
const cases: [string, JsonObject, string | undefined][] = [
  ['a token within its life', { iat: now, nbf: now, exp: now + 600 }, undefined],
  ['a token that has only an end', { exp: now + 1 }, undefined],
  ['times with fractions', { iat: now - 0.5, exp: now + 0.5 }, undefined],
  ['an end within the leeway', { exp: now - 59 }, undefined],
  ['an end at the leeway', { exp: now - 60 }, 'expired exp'],
  ['a start within the leeway', { nbf: now + 60, exp: now + 600 }, undefined],
  ['a start beyond the leeway', { nbf: now + 61, exp: now + 600 }, 'not-yet-valid nbf'],
  ['an issue date within the leeway', { iat: now + 60, exp: now + 600 }, undefined],
  ['an issue date beyond the leeway', { iat: now + 61, exp: now + 600 }, 'issued-in-the-future iat'],
  ['all wrong: the end is named first', { iat: now + 90, nbf: now + 90, exp: 0 }, 'expired exp'],
  ['no end', { iat: now }, 'missing exp'],
  ['an end as text', { exp: '9999999999' }, 'malformed exp'],
  ['an end that is null', { exp: null }, 'malformed exp'],
  ['an end before 1970', { exp: -1 }, 'malformed exp'],
  ['an infinite end', JSON.parse('{"exp":1e999}'), 'malformed exp'],
  ['an end in milliseconds', { exp: 1_795_000_000_000 }, 'malformed exp'],
  ['a start as text', { exp: now + 1, nbf: 'x' }, 'malformed nbf'],
  ['an issue date as a list', { exp: now + 1, iat: [] }, 'malformed iat'],
]
for (const [name, claims, expected] of cases) {
  test(`${name}: ${expected ?? 'fine'}`, () => {
    const problem = checkTokenTimes(claims, now, 60)
    assert.equal(problem && `${problem.code} ${problem.claim}`, expected)
  })
}
