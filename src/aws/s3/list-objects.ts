/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html and API_ListObjectsV2.html */
import { demand } from './access.ts'
import { ownerId } from './bucket-operations.ts'
import type { Bucket } from './buckets.ts'
import { invalidArgument } from './errors.ts'
import { type Entry, keyWriter, type Listed, limitOf, listed } from './listing.ts'
import type { ObjectVersion, StoredObject } from './objects.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'
import { type XmlValue, xmlResponse } from './xml-document.ts'

export function listObjectsV2(service: S3Service): S3Operation {
  return {
    name: 'ListObjectsV2',
    async handle(request) {
      const { query } = request
      const token = query.get('continuation-token')
      const after = token === undefined ? (query.get('start-after') ?? '') : keyOfToken(token)
      const { bucket, page, write, type } = await read(service, request, after)
      const owner = query.get('fetch-owner') === 'true'
      return xmlResponse('ListBucketResult', {
        Name: bucket.name,
        Prefix: write(query.get('prefix') ?? ''),
        Delimiter: withText(query.get('delimiter'), write),
        MaxKeys: limitOf(request, 'max-keys'),
        EncodingType: type,
        KeyCount: page.entries.length,
        IsTruncated: page.next !== undefined,
        ContinuationToken: token,
        NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
        StartAfter: withText(query.get('start-after'), write),
        ...entriesOf(page.entries, write, owner ? bucket : undefined),
      })
    },
  }
}

export function listObjects(service: S3Service): S3Operation {
  return {
    name: 'ListObjects',
    async handle(request) {
      const { query } = request
      const marker = query.get('marker') ?? ''
      const { bucket, page, write, type } = await read(service, request, marker)
      return xmlResponse('ListBucketResult', {
        Name: bucket.name,
        Prefix: write(query.get('prefix') ?? ''),
        Marker: write(marker),
        NextMarker: query.get('delimiter') && page.next !== undefined ? write(page.next) : undefined,
        Delimiter: withText(query.get('delimiter'), write),
        MaxKeys: limitOf(request, 'max-keys'),
        EncodingType: type,
        IsTruncated: page.next !== undefined,
        ...entriesOf(page.entries, write, bucket),
      })
    },
  }
}

interface ReadPage {
  readonly bucket: Bucket
  readonly page: Listed
  readonly type: 'url' | undefined
  write(key: string): string
}

async function read({ buckets, objects }: S3Service, request: S3Request, after: string): Promise<ReadPage> {
  const { query } = request
  const { bucket } = await buckets.existing(request.bucket)
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  await demand(request, { action: 'ListBucket', bucket, context: listKeys(request) })
  const { type, write } = keyWriter(request)
  const limit = limitOf(request, 'max-keys')
  const page = await listed(objects, { bucket: bucket.name, prefix, delimiter, after, limit }, isThere)
  return { bucket, page, type, write }
}

/** The condition keys of listings. */
export function listKeys(request: S3Request): Record<string, string | undefined> {
  const { query } = request
  return { 's3:prefix': query.get('prefix'), 's3:delimiter': query.get('delimiter'), 's3:max-keys': query.get('max-keys') }
}

function isThere({ versions }: StoredObject): boolean {
  return versions[0]?.deleteMarker !== true
}

/** @param owner whose the objects are, where that is to be said */
function entriesOf(
  entries: readonly Entry[],
  write: (key: string) => string,
  owner: Bucket | undefined,
): Record<string, XmlValue> {
  const contents: XmlValue[] = []
  const prefixes: XmlValue[] = []
  for (const entry of entries) {
    if ('commonPrefix' in entry) {
      prefixes.push({ Prefix: write(entry.commonPrefix) })
      continue
    }
    const version = entry.object.versions[0] as ObjectVersion
    contents.push({
      Key: write(entry.object.key),
      LastModified: new Date(version.lastModified).toISOString(),
      ETag: `"${version.etag}"`,
      ChecksumAlgorithm: version.checksum?.algorithm,
      ChecksumType: version.checksum?.type,
      Size: version.size,
      Owner: owner && { ID: ownerId(owner.accountId) },
      StorageClass: 'STANDARD',
    })
  }
  return { Contents: contents, CommonPrefixes: prefixes }
}

function withText(text: string | undefined, write: (key: string) => string): string | undefined {
  return text === undefined || text === '' ? undefined : write(text)
}

function keyOfToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString('utf8')
  if (key !== '' && Buffer.from(key).toString('base64url') === token) return key
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token)
}
