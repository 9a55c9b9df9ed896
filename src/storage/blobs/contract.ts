/** The contract that every blob store must pass. A store's own test file calls `blobContract` with a way to open it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BlobStore, BlobTooLargeError } from '../index.ts'

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function textOf(source: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (source === undefined) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** @param open a fresh, empty store each time */
export function blobContract(name: string, open: () => Promise<BlobStore>): void {
  test(`${name}: what was written is read back, with its size and MD5`, async () => {
    const blobs = await open()
    const { id, size, md5 } = await blobs.write(chunks('hello ', 'world'))
    assert.deepEqual({ size, md5 }, { size: 11, md5: '5eb63bbbe01eeed093cb22bb8f5acdc3' })
    assert.equal(await textOf(await blobs.read(id)), 'hello world')
    assert.deepEqual(await blobs.list(), [id])
  })

  test(`${name}: empty content is content`, async () => {
    const blobs = await open()
    const { id, size, md5 } = await blobs.write(chunks())
    assert.deepEqual({ size, md5 }, { size: 0, md5: 'd41d8cd98f00b204e9800998ecf8427e' })
    assert.equal(await textOf(await blobs.read(id)), '')
  })

  for (const [first, last, expected] of [
    [0, 0, 'h'],
    [6, 10, 'world'],
    [4, 6, 'o w'],
    [6, 99, 'world'],
  ] as const) {
    test(`${name}: bytes ${first} to ${last}`, async () => {
      const blobs = await open()
      const { id } = await blobs.write(chunks('hello world'))
      assert.equal(await textOf(await blobs.read(id, { first, last })), expected)
    })
  }

  test(`${name}: a source that breaks, or is too large, leaves nothing`, async () => {
    const blobs = await open()
    const broken = async function* () {
      yield Buffer.from('half')
      throw new RangeError('gone')
    }
    await assert.rejects(blobs.write(broken()), RangeError)
    await assert.rejects(blobs.write(chunks('12345', '6'), 5), BlobTooLargeError)
    assert.deepEqual(await blobs.list(), [])
  })

  test(`${name}: what is removed is gone, but who opened it before reads on`, async () => {
    const blobs = await open()
    const { id } = await blobs.write(chunks('still here'))
    const opened = await blobs.read(id)
    await blobs.remove(id)
    assert.equal(await blobs.read(id), undefined)
    assert.equal(await textOf(opened), 'still here')
    await blobs.remove(id)
  })

  test(`${name}: a name that is none is not looked for`, async () => {
    const blobs = await open()
    for (const id of ['', '..', '../../etc/passwd', 'x'.repeat(32)]) {
      assert.equal(await blobs.read(id), undefined)
      await blobs.remove(id)
    }
  })
}
