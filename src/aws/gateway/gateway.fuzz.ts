/** Whatever a request looks like, the answer is one of AWS's errors, and never a bug of ours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { HttpRequest } from '../../base/index.ts'
import { fakeHouse } from './fakes/fake-house.ts'

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom(
    'Action',
    'GetRole',
    'AssumeRoleWithWebIdentity',
    'AmazonSSM.',
    'GetParameter',
    '__proto__',
    'member',
    '%zz',
    '%2F',
    '&',
    '=',
    '?',
    '/',
    '.',
  ),
)
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(''))
const target = fc
  .oneof(text, fc.constantFrom('clusters', 'clusters/x', '_irsa/decisions', 'bucket/key', '?X-Amz-Signature='))
  .map((rest) => `/${rest}`)
const headers = fc.record(
  {
    host: fc.constant('localhost'),
    'content-type': fc.constantFrom('application/x-www-form-urlencoded', 'application/x-amz-json-1.1', 'text/plain'),
    'x-amz-target': text,
    authorization: fc.oneof(
      text,
      fc.constant('AWS4-HMAC-SHA256 Credential=A/20261121/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00'),
    ),
    'x-amz-date': fc.oneof(text, fc.constant('20261121T000000Z')),
    'x-amz-security-token': text,
  },
  { requiredKeys: ['host'] },
)

test('any request is answered below 500, or as not built', async () => {
  const house = await fakeHouse()
  const signal = new AbortController().signal
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'PUT', 'BREW'), target, headers, text, async (method, path, sent, body) => {
      const bytes = Buffer.from(body)
      const request: HttpRequest = {
        method,
        target: path,
        headers: sent,
        rawHeaders: Object.entries(sent).flat(),
        remoteAddress: '127.0.0.1',
        secure: false,
        body: (async function* () {})(),
        readBody: async () => bytes,
        signal,
      }
      const answer = await house.gateway.handler(request)
      assert.ok(answer.status < 500 || answer.status === 501, String(answer.body))
      assert.ok(typeof answer.body === 'string' && answer.body.length > 0)
    }),
    { numRuns: 500 },
  )
  assert.deepEqual(house.bugs, [])
  await house.close()
})
