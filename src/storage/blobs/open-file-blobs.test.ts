import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { blobContract } from './contract.ts'
import { openFileBlobs } from './index.ts'

const made: string[] = []
after(() => Promise.all(made.map((path) => rm(path, { recursive: true }))))

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'irsa-blobs-'))
  made.push(path)
  return path
}

blobContract('files', async () => openFileBlobs(await directory()))

test('files: what an earlier process left half written is removed, what it finished stays', async () => {
  const path = await directory()
  const first = await openFileBlobs(path)
  const { id } = await first.write(
    (async function* () {
      yield Buffer.from('kept')
    })(),
  )
  await writeFile(join(path, 'incoming', 'f'.repeat(32)), 'half')
  const second = await openFileBlobs(path)
  assert.deepEqual(await readdir(join(path, 'incoming')), [])
  assert.deepEqual(await second.list(), [id])
})
