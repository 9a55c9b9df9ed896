/**
 * The name of the S3 operation that a request asks for, as far as method, address and headers tell it.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
import type { HttpRequest } from '../../base/index.ts'
import { type S3Address, s3Address } from './address.ts'

/** Sub-resources of buckets: query parameter, and what follows `Get`, `Put`, `Delete`. */
const BUCKET_SUBRESOURCES: Readonly<Record<string, string>> = {
  abac: 'BucketAbac',
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  metrics: 'BucketMetricsConfiguration',
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

/** The one sub-resource whose deletion has another name. */
const DELETIONS: Readonly<Record<string, string>> = { lifecycle: 'DeleteBucketLifecycle' }

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

const POSTS: Readonly<Record<string, string>> = {
  uploads: 'CreateMultipartUpload',
  uploadId: 'CompleteMultipartUpload',
  restore: 'RestoreObject',
  select: 'SelectObjectContent',
}

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete', HEAD: 'Head' }

/** `undefined` for what is no operation. */
export function s3Operation(
  method: string,
  address: S3Address,
  headers: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (address.bucket === '') return method === 'GET' ? 'ListBuckets' : undefined
  if (address.key === '') return bucketOperation(method, address.query)
  return objectOperation(method, address.query, headers['x-amz-copy-source'] !== undefined)
}

/** True for the operations on one object's content: the only ones that web pages may ask for, signed. */
export function isS3Object(request: HttpRequest): boolean {
  const address = s3Address(request.target, request.headers['host'])
  const name = address && s3Operation(request.method, address, request.headers)
  return name === 'GetObject' || name === 'HeadObject' || name === 'PutObject'
}

type Query = S3Address['query']

function bucketOperation(method: string, query: Query): string | undefined {
  const verb = VERBS[method]
  const name = firstOf(BUCKET_SUBRESOURCES, query)
  if (name !== undefined && verb !== undefined) {
    return (method === 'DELETE' ? firstOf(DELETIONS, query) : undefined) ?? `${verb}${name}`
  }
  switch (method) {
    case 'POST':
      return query.has('delete') ? 'DeleteObjects' : 'PostObject'
    case 'PUT':
      return 'CreateBucket'
    case 'GET':
      return firstOf(BUCKET_LISTINGS, query) ?? 'ListObjects'
    default:
      return verb === undefined ? undefined : `${verb}Bucket`
  }
}

function objectOperation(method: string, query: Query, copies: boolean): string | undefined {
  const verb = VERBS[method]
  const name = firstOf(OBJECT_SUBRESOURCES, query)
  if (name !== undefined && verb !== undefined) return `${verb}${name}`
  if (method === 'POST') return firstOf(POSTS, query)
  if (!query.has('uploadId')) {
    if (method === 'PUT' && copies) return 'CopyObject'
    return verb === undefined ? undefined : `${verb}Object`
  }
  if (method === 'PUT') return copies ? 'UploadPartCopy' : 'UploadPart'
  if (method === 'DELETE') return 'AbortMultipartUpload'
  return method === 'GET' ? 'ListParts' : `${verb}Object`
}

function firstOf(names: Readonly<Record<string, string>>, query: Query): string | undefined {
  for (const name of query.keys()) if (Object.hasOwn(names, name)) return names[name]
  return undefined
}
