/**
 * Objects in the store: one document per key, which holds its versions, the newest first. What an object is made of lies
 * in blobs; a blob that no version names any more is removed once the change is committed.
 * Source of the rules for versions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
 */
import { LIMITS } from '../../base/index.ts'
import type { BlobStore, Change, Store } from '../../storage/index.ts'
import type { Tag } from '../operation/index.ts'
import { BUCKETS, type Buckets, type FoundBucket } from './buckets.ts'
import { invalidRequest, operationAborted } from './errors.ts'
import type { Checksum } from './payload/checksums.ts'

export interface ObjectPart {
  readonly blob: string
  readonly size: number
}

export interface ObjectVersion {
  /** `null` for what was written while the bucket was not versioned. */
  readonly versionId: string
  /** Milliseconds since 1970. */
  readonly lastModified: number
  readonly deleteMarker?: true
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly parts: readonly ObjectPart[]
  readonly checksum?: Checksum & { readonly type: 'FULL_OBJECT' | 'COMPOSITE' }
  /** `content-type`, `cache-control` ... as they are sent back. */
  readonly headers: Readonly<Record<string, string>>
  /** Names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>
  readonly tags?: readonly Tag[]
}

export interface StoredObject {
  readonly key: string
  readonly versions: readonly ObjectVersion[]
}

export interface Page {
  readonly objects: readonly StoredObject[]
  readonly more: boolean
}

/** What comes next of a key: the versions that are to be there, or a refusal that is thrown. */
type Next = (versions: readonly ObjectVersion[], bucket: FoundBucket['bucket']) => readonly ObjectVersion[]

export interface Objects {
  find(bucket: string, key: string): Promise<StoredObject | undefined>
  /** Keys in the order of their UTF-8 bytes. */
  page(bucket: string, options: { prefix: string; after: string; limit: number }): Promise<Page>
  /** Compare and set; `extra` is committed with it. The blobs of versions that went are removed, unless `next` still names them. */
  change(bucket: string, key: string, next: Next, extra?: readonly Change[]): Promise<void>
  isEmpty(bucket: string): Promise<boolean>
}

export const OBJECTS = 's3.objects'
const ATTEMPTS = 64

/** A bucket's name holds no slash. */
export const objectKey = (bucket: string, key: string): string => `${bucket}/${key}`

export function createObjects(store: Store, blobs: BlobStore, buckets: Buckets): Objects {
  return {
    async find(bucket, key) {
      const document = await store.get(OBJECTS, objectKey(bucket, key))
      return document && { key, versions: document.value as unknown as readonly ObjectVersion[] }
    },
    async page(bucket, { prefix, after, limit }) {
      const { documents, more } = await store.list(OBJECTS, {
        prefix: objectKey(bucket, prefix),
        limit,
        ...(after === '' ? {} : { after: objectKey(bucket, after) }),
      })
      const objects = documents.map((document) => ({
        key: document.key.slice(bucket.length + 1),
        versions: document.value as unknown as readonly ObjectVersion[],
      }))
      return { objects, more }
    },
    async change(bucket, key, next, extra = []) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const holder = await buckets.existing(bucket)
        const document = await store.get(OBJECTS, objectKey(bucket, key))
        const before = (document?.value as unknown as readonly ObjectVersion[] | undefined) ?? []
        const versions = next(before, holder.bucket)
        if (versions.length > LIMITS.s3.versionsPerKey) {
          throw invalidRequest(`This endpoint keeps at most ${LIMITS.s3.versionsPerKey} versions of one key.`)
        }
        const expect = document === undefined ? ('absent' as const) : { revision: document.revision }
        const changed = changeOf(objectKey(bucket, key), versions, expect)
        const same: Change = { type: 'check', collection: BUCKETS, key: bucket, expect: { revision: holder.revision } }
        if (!(await store.commit([...changed, same, ...extra])).ok) continue
        await removeDropped(blobs, before, versions)
        return
      }
      throw operationAborted()
    },
    async isEmpty(bucket) {
      return (await store.list(OBJECTS, { prefix: objectKey(bucket, ''), limit: 1 })).documents.length === 0
    },
  }
}

function changeOf(key: string, versions: readonly ObjectVersion[], expect: 'absent' | { readonly revision: number }): Change[] {
  if (versions.length > 0) return [{ type: 'put', collection: OBJECTS, key, value: versions as never, expect }]
  return expect === 'absent' ? [] : [{ type: 'delete', collection: OBJECTS, key, expect }]
}

async function removeDropped(blobs: BlobStore, before: readonly ObjectVersion[], after: readonly ObjectVersion[]): Promise<void> {
  const kept = new Set(blobsOf(after))
  for (const blob of blobsOf(before)) if (!kept.has(blob)) await blobs.remove(blob)
}

export function blobsOf(versions: readonly ObjectVersion[]): string[] {
  return versions.flatMap(({ parts }) => parts.map(({ blob }) => blob))
}

export const NULL_VERSION = 'null'

/** Puts a version on top; without versioning it takes the place of what was there without. */
export function withVersion(
  versions: readonly ObjectVersion[],
  versioning: 'Enabled' | 'Suspended' | undefined,
  version: Omit<ObjectVersion, 'versionId'>,
  freshId: string,
): readonly ObjectVersion[] {
  if (versioning === 'Enabled') return [{ ...version, versionId: freshId }, ...versions]
  return [{ ...version, versionId: NULL_VERSION }, ...versions.filter(({ versionId }) => versionId !== NULL_VERSION)]
}
