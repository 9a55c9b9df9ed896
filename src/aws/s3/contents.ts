/**
 * Content on its way into a blob and not yet named by any object: kept from the sweep until the commit that names it, and
 * removed if there never is one.
 */
import { LIMITS } from '../../base/index.ts'
import { type BlobStore, BlobTooLargeError, type WrittenBlob } from '../../storage/index.ts'
import { entityTooLarge } from './errors.ts'

export interface Contents {
  /** Writes, lets `commit` name the blob, and removes it again if `commit` throws. */
  keep<Result>(source: AsyncIterable<Uint8Array>, commit: (written: WrittenBlob) => Promise<Result>): Promise<Result>
  /** Removes every blob but these and those on their way. */
  sweep(named: () => Promise<ReadonlySet<string>>): Promise<void>
}

export function createContents(blobs: BlobStore): Contents {
  const onTheirWay = new Set<string>()
  return {
    async keep(source, commit) {
      const written = await writtenBlob(blobs, source)
      onTheirWay.add(written.id)
      try {
        return await commit(written)
      } catch (error) {
        await blobs.remove(written.id)
        throw error
      } finally {
        onTheirWay.delete(written.id)
      }
    },
    async sweep(named) {
      const there = (await blobs.list()).filter((id) => !onTheirWay.has(id))
      // Asked only now: whatever was on its way before is named by now, or removed.
      const wanted = await named()
      for (const id of there) if (!wanted.has(id)) await blobs.remove(id)
    },
  }
}

async function writtenBlob(blobs: BlobStore, source: AsyncIterable<Uint8Array>): Promise<WrittenBlob> {
  try {
    return await blobs.write(source, LIMITS.s3.putBytes)
  } catch (error) {
    if (error instanceof BlobTooLargeError) throw entityTooLarge(LIMITS.s3.putBytes)
    throw error
  }
}
