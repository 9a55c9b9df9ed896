/**
 * The name of the S3 operation that a path-style request asks for, as far as method, path and query tell it.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
import { splitTarget } from './target.ts'

/** Sub-resources of buckets: query parameter, and what follows `GetBucket`, `PutBucket`, `DeleteBucket`. */
const BUCKET_SUBRESOURCES: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
}

const BUCKET_LISTINGS: Readonly<Record<string, string>> = {
  versions: 'ListObjectVersions',
  uploads: 'ListMultipartUploads',
  'list-type': 'ListObjectsV2',
}

const OBJECT_SUBRESOURCES: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  retention: 'ObjectRetention',
  tagging: 'ObjectTagging',
  torrent: 'ObjectTorrent',
}

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete', HEAD: 'Head' }

export function s3Operation(method: string, target: string): string | undefined {
  const { path, query } = splitTarget(target)
  const slash = path.indexOf('/', 1)
  const hasBucket = path.length > 1
  const hasKey = slash > 0 && slash < path.length - 1
  const names = new Set(query.split('&').map((part) => part.split('=', 1)[0] ?? ''))
  if (!hasBucket) return method === 'GET' ? 'ListBuckets' : undefined
  return hasKey ? objectOperation(method, names) : bucketOperation(method, names)
}

/** True for the operations on one object's content: the only ones that web pages may ask for, signed. */
export function isS3Object(method: string, target: string): boolean {
  const name = s3Operation(method, target)
  return name === 'GetObject' || name === 'HeadObject' || name === 'PutObject'
}

function bucketOperation(method: string, names: ReadonlySet<string>): string | undefined {
  const verb = VERBS[method]
  const subresource = firstOf(BUCKET_SUBRESOURCES, names)
  if (subresource !== undefined && verb !== undefined) return `${verb}${subresource}`
  switch (method) {
    case 'POST':
      return names.has('delete') ? 'DeleteObjects' : 'PostObject'
    case 'PUT':
      return 'CreateBucket'
    case 'GET':
      return firstOf(BUCKET_LISTINGS, names) ?? 'ListObjects'
    default:
      return verb === undefined ? undefined : `${verb}Bucket`
  }
}

function objectOperation(method: string, names: ReadonlySet<string>): string | undefined {
  const verb = VERBS[method]
  const subresource = firstOf(OBJECT_SUBRESOURCES, names)
  if (subresource !== undefined && verb !== undefined) return `${verb}${subresource}`
  if (method === 'POST') return names.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload'
  if (!names.has('uploadId')) return verb === undefined ? undefined : `${verb}Object`
  if (method === 'PUT') return 'UploadPart'
  return method === 'DELETE' ? 'AbortMultipartUpload' : 'ListParts'
}

function firstOf(subresources: Readonly<Record<string, string>>, names: ReadonlySet<string>): string | undefined {
  for (const name of names) if (Object.hasOwn(subresources, name)) return subresources[name]
  return undefined
}
