import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../../operation/index.ts'
import { awsChunked } from './aws-chunked.ts'

async function* pieces(text: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size)
}

async function read(body: AsyncIterable<Uint8Array>) {
  const chunked = awsChunked(body, { trailer: true })
  const parts: Uint8Array[] = []
  for await (const part of chunked.content) parts.push(part)
  return { content: Buffer.concat(parts).toString('latin1'), trailers: chunked.trailers }
}

test('what is chunked, however it is cut on its way, is read back', async () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes))
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), async (chunks, size) => {
      const framed = chunks.map((one) => Buffer.concat([Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from('\r\n')]))
      const body = Buffer.concat([...framed, Buffer.from('0\r\nx-amz-checksum-crc32:abc=\r\n\r\n')])
      const { content, trailers } = await read(pieces(body, size))
      assert.equal(content, Buffer.concat(chunks).toString('latin1'))
      assert.equal(trailers.get('x-amz-checksum-crc32'), 'abc=')
    }),
    { numRuns: 200 },
  )
})

test('any other body is refused or ends, and never breaks anything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (text, size) => {
      try {
        await read(pieces(Buffer.from(text), size))
      } catch (error) {
        assert.ok(error instanceof AwsError, String(error))
      }
    }),
    { numRuns: 300 },
  )
})
