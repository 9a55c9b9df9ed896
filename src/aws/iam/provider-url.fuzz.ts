import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../operation/index.ts'
import { checkProviderUrl, shownProviderUrl } from './provider-url.ts'

test('a URL is refused in one way only, and what is accepted names the host that a client would ask', () => {
  const urls = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string().map((text) => `https://${text}`),
    fc.string(),
  )
  fc.assert(
    fc.property(urls, (text) => {
      try {
        checkProviderUrl(text)
      } catch (problem) {
        assert.ok(problem instanceof AwsError && problem.code === 'ValidationError')
        return
      }
      const url = new URL(text)
      assert.deepEqual([url.protocol, url.username, url.password, url.search, url.hash], ['https:', '', '', '', ''])
      assert.ok(text.endsWith(shownProviderUrl(text)))
    }),
    { numRuns: 300 },
  )
})
