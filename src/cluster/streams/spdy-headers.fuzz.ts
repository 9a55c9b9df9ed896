import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SpdyError } from './spdy-frames.ts'
import { createHeaderCodec } from './spdy-headers.ts'

const RUNS = 60
const latin1 = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 40 })
const name = latin1.map((text) => text.toLowerCase()).filter((text) => text !== '__proto__')
const headers = fc.dictionary(name, latin1, { maxKeys: 8, noNullPrototype: true })

test('header blocks are read as they were written, in one compression context after the other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(headers, { maxLength: 4 }), async (blocks) => {
      const [client, server] = [createHeaderCodec(), createHeaderCodec()]
      for (const block of blocks) assert.deepEqual(await server.decode(await client.encode(block)), block)
      client.close()
      server.close()
    }),
    { numRuns: RUNS },
  )
})

test('a header block that was tampered with is read or refused with SpdyError, and never hangs', {
  timeout: 10_000,
}, async () => {
  const tampering = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(headers, tampering, async (given, changes) => {
      const [client, server] = [createHeaderCodec(), createHeaderCodec()]
      const block = await client.encode(given)
      for (const [at, value] of changes) block[at % block.length] = value
      for (let attempt = 0; attempt < 2; attempt++) {
        try {
          await server.decode(block)
        } catch (error) {
          assert.ok(error instanceof SpdyError, String(error))
        }
      }
      client.close()
      server.close()
    }),
    { numRuns: RUNS },
  )
})
