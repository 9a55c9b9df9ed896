/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
import { demand } from './access.ts'
import { ownerId } from './bucket-operations.ts'
import { notBuilt } from './errors.ts'
import { listKeys } from './list-objects.ts'
import { type Entry, keyWriter, limitOf, listed } from './listing.ts'
import type { ObjectVersion } from './objects.ts'
import type { S3Operation } from './request.ts'
import type { S3Service } from './service.ts'
import { type XmlValue, xmlResponse } from './xml-document.ts'

/** Pages end between keys, never inside the versions of one: a page may hold a few more than `max-keys`. */
export function listObjectVersions({ buckets, objects }: S3Service): S3Operation {
  return {
    name: 'ListObjectVersions',
    async handle(request) {
      const { query } = request
      const { bucket } = await buckets.existing(request.bucket)
      await demand(request, { action: 'ListBucketVersions', bucket, context: listKeys(request) })
      if (query.get('version-id-marker')) throw notBuilt('version-id-marker')
      const { type, write } = keyWriter(request)
      const limit = limitOf(request, 'max-keys')
      const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
      const after = query.get('key-marker') ?? ''
      const page = await listed(objects, { bucket: bucket.name, prefix, delimiter, after, limit }, () => true)
      const kinds = elementsOf(page.entries, write, ownerId(bucket.accountId))
      return xmlResponse('ListVersionsResult', {
        Name: bucket.name,
        Prefix: write(prefix),
        KeyMarker: write(after),
        VersionIdMarker: '',
        NextKeyMarker: page.next === undefined ? undefined : write(page.next),
        MaxKeys: limit,
        Delimiter: delimiter === '' ? undefined : write(delimiter),
        EncodingType: type,
        IsTruncated: page.next !== undefined,
        ...kinds,
      })
    },
  }
}

function elementsOf(entries: readonly Entry[], write: (key: string) => string, owner: string): Record<string, XmlValue> {
  const Version: XmlValue[] = []
  const DeleteMarker: XmlValue[] = []
  const CommonPrefixes: XmlValue[] = []
  for (const entry of entries) {
    if ('commonPrefix' in entry) {
      CommonPrefixes.push({ Prefix: write(entry.commonPrefix) })
      continue
    }
    const key = write(entry.object.key)
    for (const [index, version] of entry.object.versions.entries()) {
      const kind = version.deleteMarker ? DeleteMarker : Version
      kind.push(versionElement(key, version, index === 0, owner))
    }
  }
  return { Version, DeleteMarker, CommonPrefixes }
}

function versionElement(Key: string, version: ObjectVersion, IsLatest: boolean, ID: string): XmlValue {
  const marker = version.deleteMarker === true
  return {
    Key,
    VersionId: version.versionId,
    IsLatest,
    LastModified: new Date(version.lastModified).toISOString(),
    ETag: marker ? undefined : `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: marker ? undefined : version.size,
    StorageClass: marker ? undefined : 'STANDARD',
    Owner: { ID },
  }
}
