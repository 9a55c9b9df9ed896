/**
 * Blobs as files of a directory: written under `incoming/`, synced, renamed to `<first two characters>/<id>`.
 * Whatever is still under `incoming/` when the directory is opened belonged to a write that never finished; it goes.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BlobStore, BlobTooLargeError, type ByteRange } from '../index.ts'

const ID = /^[0-9a-f]{32}$/
const ID_BYTES = 16
const READ_BYTES = 64 * 1024
const DIRECTORY_MODE = 0o700
const FILE_MODE = 0o600

/** @param path made if it is not there; nobody else may write there */
export async function openFileBlobs(path: string): Promise<BlobStore> {
  const incoming = join(path, 'incoming')
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true, mode: DIRECTORY_MODE })
  /** Already in their place, not yet acknowledged. */
  const settling = new Set<string>()
  const placeOf = (id: string): string => join(path, id.slice(0, 2), id)
  return {
    async write(source, limitBytes = Number.POSITIVE_INFINITY) {
      const id = randomBytes(ID_BYTES).toString('hex')
      const beside = join(incoming, id)
      try {
        const { size, md5 } = await writeAndSync(beside, source, limitBytes)
        settling.add(id)
        await settle(beside, join(path, id.slice(0, 2)), id)
        return { id, size, md5 }
      } catch (error) {
        await rm(beside, { force: true })
        throw error
      } finally {
        settling.delete(id)
      }
    },
    async read(id, range) {
      if (!ID.test(id)) return undefined
      const file = await openIfThere(placeOf(id))
      return file && bytesOf(file, range)
    },
    async remove(id) {
      if (ID.test(id)) await rm(placeOf(id), { force: true })
    },
    async list() {
      const folders = (await readdir(path)).filter((name) => name.length === 2)
      const names = await Promise.all(folders.map((name) => readdir(join(path, name))))
      return names.flat().filter((name) => ID.test(name) && !settling.has(name))
    },
  }
}

async function writeAndSync(path: string, source: AsyncIterable<Uint8Array>, limitBytes: number) {
  const file = await open(path, 'wx', FILE_MODE)
  try {
    const digest = createHash('md5')
    let size = 0
    for await (const bytes of source) {
      size += bytes.length
      if (size > limitBytes) throw new BlobTooLargeError(limitBytes)
      digest.update(bytes)
      await writeWhole(file, bytes)
    }
    await file.sync()
    return { size, md5: digest.digest('hex') }
  } finally {
    await file.close()
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0
  while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
}

/** The name is as durable as the content only once the folder itself is synced. */
async function settle(beside: string, folder: string, id: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: DIRECTORY_MODE })
  await rename(beside, join(folder, id))
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The file is closed at the end, on an error, and when the reader stops, even before it began (no generator would). */
function bytesOf(file: FileHandle, range: ByteRange | undefined): AsyncIterable<Uint8Array> {
  let position = range?.first ?? 0
  const end = range === undefined ? Number.POSITIVE_INFINITY : range.last + 1
  const finish = async (): Promise<IteratorResult<Uint8Array>> => {
    position = end
    await file.close()
    return { done: true, value: undefined }
  }
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    if (position >= end) return finish()
    // A buffer of its own for each piece: the one who sends it may still hold it when the next is read.
    const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, end - position))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position).catch(async (error: unknown) => {
      await file.close()
      throw error
    })
    if (bytesRead === 0) return finish()
    position += bytesRead
    return { done: false, value: buffer.subarray(0, bytesRead) }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: finish }) }
}
