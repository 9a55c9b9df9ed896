/**
 * Amazon S3: https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 * Unlike the other services it has a wire of its own: names in host and path, facts in headers, content that streams.
 * What is not built answers NotImplemented by name, be it an operation or a header.
 */
import type { HttpResponse, Random } from '../../base/index.ts'
import { LIMITS } from '../../base/index.ts'
import type { BlobStore, Store } from '../../storage/index.ts'
import { AwsError } from '../operation/index.ts'
import { bucketAnswers } from './bucket-answers.ts'
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './bucket-operations.ts'
import { bucketSettings } from './bucket-settings.ts'
import { BUCKETS, createBuckets } from './buckets.ts'
import { createContents } from './contents.ts'
import { copyObject } from './copy-object.ts'
import { deleteObject, deleteObjects } from './delete-object.ts'
import { accessDenied, methodNotAllowed, notBuilt } from './errors.ts'
import { getObject, headObject } from './get-object.ts'
import { listObjectVersions } from './list-object-versions.ts'
import { listObjects, listObjectsV2 } from './list-objects.ts'
import { objectTagging } from './object-tagging.ts'
import { blobsOf, createObjects, OBJECTS, type ObjectVersion } from './objects.ts'
import { drain } from './payload/request-content.ts'
import { putObject } from './put-object.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'

/** The collections that hold everything of this service: what a reset clears. */
export const S3_COLLECTIONS = [BUCKETS, OBJECTS] as const

export interface S3Options {
  readonly store: Store
  readonly blobs: BlobStore
  readonly random: Random
}

export interface S3 {
  /** @param operation as AWS spells it; `undefined` for what is none. Throws an `AwsError`. */
  respond(request: S3Request, operation: string | undefined): Promise<HttpResponse>
  /** Removes content that no object names: after the collections were cleared, and what a crash left behind. */
  sweep(): Promise<void>
}

export async function createS3(options: S3Options): Promise<S3> {
  const { store, blobs, random } = options
  const buckets = createBuckets(store)
  const contents = createContents(blobs)
  const service: S3Service = { store, blobs, random, buckets, contents, objects: createObjects(store, blobs, buckets) }
  const operations = new Map(allOperations(service).map((operation) => [operation.name, operation]))
  // A deletion that a crash cut short did not happen.
  for (const bucket of await buckets.all()) if (bucket.leaving) await buckets.change(bucket.name, { leaving: undefined })
  const sweep = (): Promise<void> => contents.sweep(() => namedBlobs(store))
  await sweep()
  return { sweep, respond: (request, name) => respond(operations, service, request, name) }
}

function allOperations(service: S3Service): S3Operation[] {
  return [
    ...bucketAnswers(service),
    ...bucketSettings(service),
    copyObject(service),
    createBucket(service),
    deleteBucket(service),
    deleteObject(service),
    deleteObjects(service),
    getBucketLocation(service),
    getObject(service),
    headBucket(service),
    headObject(service),
    listBuckets(service),
    listObjectVersions(service),
    listObjects(service),
    listObjectsV2(service),
    ...objectTagging(service),
    putObject(service),
  ]
}

async function respond(
  operations: ReadonlyMap<string, S3Operation>,
  service: S3Service,
  request: S3Request,
  name: string | undefined,
): Promise<HttpResponse> {
  if (name === undefined) throw methodNotAllowed(request.http.method)
  const operation = operations.get(name)
  try {
    if (operation === undefined) throw unbuilt(name)
    refuseUnknownHeaders(request)
    await checkExpectedOwner(service, request)
    const { status, headers, body } = await operation.handle(request)
    const { requestId } = request.call
    const all = { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId, server: 'irsa', ...headers }
    return { status, headers: all, ...(body !== undefined && { body }) }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    await drain(request.http, LIMITS.http.awsBodyBytes)
    throw withResource(error, request)
  }
}

function unbuilt(name: string): AwsError {
  return new AwsError('NotImplemented', 501, `The operation ${name} of s3 is not built here.`, { fault: 'Receiver' })
}

function withResource(error: AwsError, request: S3Request): AwsError {
  const { bucket, key } = request
  const Resource = key === '' ? `/${bucket}` : `/${bucket}/${key}`
  const members = error.code === 'AccessDenied' ? error.members : { ...error.members, Resource }
  return new AwsError(error.code, error.status, error.message, { fault: error.fault, members, cause: error })
}

const EXPECTED_OWNER = ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner'] as const

/** Headers that this service stores, enforces, or refuses a value of where they belong. */
const KNOWN_HEADERS = new Set<string>([
  ...EXPECTED_OWNER,
  'x-amz-acl',
  'x-amz-bucket-object-lock-enabled',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-copy-source-range',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-metadata-directive',
  'x-amz-mp-object-size',
  'x-amz-object-attributes',
  'x-amz-object-ownership',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-tagging-directive',
  'x-amz-trailer',
  'x-amz-user-agent',
  'x-amz-website-redirect-location',
  // No bucket here makes its requesters pay, and then it says nothing.
  'x-amz-request-payer',
])

function refuseUnknownHeaders({ http }: S3Request): void {
  for (const name of Object.keys(http.headers)) {
    if (!name.startsWith('x-amz-') || KNOWN_HEADERS.has(name) || name.startsWith('x-amz-meta-')) continue
    if (!name.startsWith('x-amz-checksum-')) throw notBuilt(`The header ${name.slice(0, 128)}`)
  }
}

async function checkExpectedOwner({ buckets }: S3Service, request: S3Request): Promise<void> {
  const expected = request.http.headers[EXPECTED_OWNER[0]]
  if (expected === undefined || request.bucket === '') return
  const found = await buckets.find(request.bucket)
  if (found !== undefined && found.bucket.accountId !== expected) throw accessDenied()
}

async function namedBlobs(store: Store): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  let after = ''
  for (;;) {
    const { documents, more } = await store.list(OBJECTS, { limit: LIMITS.s3.listed, ...(after !== '' && { after }) })
    for (const document of documents) {
      for (const blob of blobsOf(document.value as unknown as readonly ObjectVersion[])) named.add(blob)
      after = document.key
    }
    if (!more) return named
  }
}
