/** Buckets in the store. Their names are one namespace for all accounts, as on AWS. */
import type { Store } from '../../storage/index.ts'
import type { Tag } from '../operation/index.ts'
import { noSuchBucket, operationAborted } from './errors.ts'

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

export interface Bucket {
  readonly name: string
  readonly accountId: string
  readonly region: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly versioning?: 'Enabled' | 'Suspended'
  readonly tags?: readonly Tag[]
  /** As it was put, text for text. */
  readonly policy?: string
  readonly publicAccessBlock?: PublicAccessBlock
  /** Absent: SSE-S3, S3's own default. */
  readonly encryption?: { readonly bucketKey: boolean }
  readonly ownership?: string
  /** Being deleted: nothing may come in any more. */
  readonly leaving?: true
}

export interface FoundBucket {
  readonly bucket: Bucket
  /** The store's. */
  readonly revision: number
}

export interface Buckets {
  /** Throws NoSuchBucket. */
  existing(name: string): Promise<FoundBucket>
  find(name: string): Promise<FoundBucket | undefined>
  /** False if there is one of that name. */
  create(bucket: Bucket): Promise<boolean>
  /** Reads, changes, writes; again if somebody was faster. Members that are `undefined` go. */
  change(name: string, change: { readonly [Member in keyof Bucket]?: Bucket[Member] | undefined }): Promise<void>
  remove(name: string): Promise<void>
  /** In the order of their names. */
  all(): Promise<readonly Bucket[]>
}

export const BUCKETS = 's3.buckets'
const ATTEMPTS = 16

export function createBuckets(store: Store): Buckets {
  const find = async (name: string): Promise<FoundBucket | undefined> => {
    const document = name === '' || name.includes('\0') ? undefined : await store.get(BUCKETS, name)
    return document && { bucket: document.value as unknown as Bucket, revision: document.revision }
  }
  const existing = async (name: string): Promise<FoundBucket> => {
    const found = await find(name)
    if (found === undefined || found.bucket.leaving) throw noSuchBucket(name)
    return found
  }
  return {
    find,
    existing,
    async create(bucket) {
      const value = { ...bucket } as never
      return (await store.commit([{ type: 'put', collection: BUCKETS, key: bucket.name, value, expect: 'absent' }])).ok
    },
    async change(name, change) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const found = await find(name)
        if (found === undefined) throw noSuchBucket(name)
        const { revision } = found
        const value = withoutAbsent({ ...found.bucket, ...change }) as never
        if ((await store.commit([{ type: 'put', collection: BUCKETS, key: name, value, expect: { revision } }])).ok) return
      }
      throw operationAborted()
    },
    async remove(name) {
      await store.commit([{ type: 'delete', collection: BUCKETS, key: name, expect: 'any' }])
    },
    async all() {
      const { documents } = await store.list(BUCKETS)
      return documents.map((document) => document.value as unknown as Bucket)
    },
  }
}

function withoutAbsent(bucket: object): object {
  return Object.fromEntries(Object.entries(bucket).filter(([, value]) => value !== undefined))
}
