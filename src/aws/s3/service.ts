/** What every operation of S3 works with. */
import type { Random } from '../../base/index.ts'
import type { BlobStore, Store } from '../../storage/index.ts'
import type { Buckets } from './buckets.ts'
import type { Contents } from './contents.ts'
import type { Objects } from './objects.ts'

export interface S3Service {
  readonly store: Store
  readonly blobs: BlobStore
  readonly random: Random
  readonly buckets: Buckets
  readonly objects: Objects
  readonly contents: Contents
}
