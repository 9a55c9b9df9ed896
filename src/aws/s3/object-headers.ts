/** What a request says of the object that it writes, and how an object's facts are sent back. */
import { LIMITS } from '../../base/index.ts'
import type { Tag } from '../operation/index.ts'
import { invalidArgument, notBuilt, refusal } from './errors.ts'
import type { ObjectVersion } from './objects.ts'
import { checksumHeader } from './payload/checksums.ts'
import type { S3Request } from './request.ts'
import { tagsOfHeader } from './tag-set.ts'

const KEPT_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-website-redirect-location',
]
const METADATA = 'x-amz-meta-'

export interface Described {
  readonly headers: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly tags?: readonly Tag[]
}

/** Throws for what S3 would refuse, and, by name, for what is not built. */
export function describedObject(request: S3Request): Described {
  refuseUnbuilt(request)
  const { headers } = request.http
  const kept: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = name === 'content-encoding' ? contentEncoding(headers[name]) : headers[name]
    if (value !== undefined) kept[name] = value
  }
  kept['content-type'] ??= 'binary/octet-stream'
  const metadata: Record<string, string> = Object.create(null)
  let bytes = 0
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(METADATA) || value === undefined) continue
    metadata[name.slice(METADATA.length)] = value
    bytes += name.length - METADATA.length + value.length
  }
  if (bytes > LIMITS.s3.metadataBytes) {
    throw refusal('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(bytes),
      MaxSizeAllowed: String(LIMITS.s3.metadataBytes),
    })
  }
  const tagging = headers['x-amz-tagging']
  return { headers: kept, metadata: { ...metadata }, ...(tagging && { tags: tagsOfHeader(tagging, LIMITS.s3.tagsPerObject) }) }
}

/** `aws-chunked` is how it came, not what it is. */
function contentEncoding(sent: string | undefined): string | undefined {
  const kept = sent
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked' && part !== '')
  return kept === undefined || kept.length === 0 ? undefined : kept.join(',')
}

function refuseUnbuilt({ http: { headers } }: S3Request): void {
  const acl = headers['x-amz-acl']
  if (acl !== undefined && acl !== 'bucket-owner-full-control') {
    throw refusal('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
  }
  const storageClass = headers['x-amz-storage-class']
  if (storageClass !== undefined && storageClass !== 'STANDARD') throw notBuilt(`The storage class ${storageClass.slice(0, 64)}`)
  const encryption = headers['x-amz-server-side-encryption']
  if (encryption !== undefined && encryption !== 'AES256') throw notBuilt(`The encryption ${encryption.slice(0, 64)}`)
}

/** Of an answer that is about a version. */
export function versionHeaders(version: ObjectVersion): Record<string, string> {
  return {
    ...(version.versionId !== 'null' && { 'x-amz-version-id': version.versionId }),
    ...(version.deleteMarker && { 'x-amz-delete-marker': 'true' }),
  }
}

/** Of GetObject and HeadObject. */
export function objectHeaders(version: ObjectVersion, checksumMode: boolean): Record<string, string> {
  return {
    ...version.headers,
    ...Object.fromEntries(Object.entries(version.metadata).map(([name, value]) => [METADATA + name, value])),
    ...versionHeaders(version),
    'accept-ranges': 'bytes',
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    'x-amz-server-side-encryption': 'AES256',
    ...(version.tags && version.tags.length > 0 && { 'x-amz-tagging-count': String(version.tags.length) }),
    ...(checksumMode && checksumHeaders(version)),
  }
}

export function checksumHeaders({ checksum }: Pick<ObjectVersion, 'checksum'>): Record<string, string> {
  if (checksum === undefined) return {}
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type }
}

/** Throws KeyTooLongError, and for keys that the store or a document cannot hold. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes > LIMITS.s3.keyBytes) {
    throw refusal('KeyTooLongError', 400, 'Your key is too long', {
      Size: String(bytes),
      MaxSizeAllowed: String(LIMITS.s3.keyBytes),
    })
  }
  if (key.includes('\0') || !key.isWellFormed()) throw invalidArgument('A key must not hold NUL.', 'Key', '')
}
