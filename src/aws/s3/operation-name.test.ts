import assert from 'node:assert/strict'
import { test } from 'node:test'
import { s3Address } from './address.ts'
import { s3Operation } from './operation-name.ts'

const NAMES: readonly [string, string, string | undefined][] = [
  ['GET', '/', 'ListBuckets'],
  ['PUT', '/bucket', 'CreateBucket'],
  ['HEAD', '/bucket/', 'HeadBucket'],
  ['DELETE', '/bucket', 'DeleteBucket'],
  ['GET', '/bucket?list-type=2', 'ListObjectsV2'],
  ['GET', '/bucket?prefix=a', 'ListObjects'],
  ['GET', '/bucket?versions', 'ListObjectVersions'],
  ['GET', '/bucket?policy=', 'GetBucketPolicy'],
  ['PUT', '/bucket?publicAccessBlock', 'PutPublicAccessBlock'],
  ['DELETE', '/bucket?encryption=', 'DeleteBucketEncryption'],
  ['POST', '/bucket?delete', 'DeleteObjects'],
  ['PUT', '/bucket/key?x-id=PutObject', 'PutObject'],
  ['GET', '/bucket/a/b', 'GetObject'],
  ['HEAD', '/bucket/a', 'HeadObject'],
  ['GET', '/bucket/a?tagging', 'GetObjectTagging'],
  ['POST', '/bucket/a?uploads', 'CreateMultipartUpload'],
  ['PUT', '/bucket/a?partNumber=1&uploadId=x', 'UploadPart'],
  ['DELETE', '/bucket/a?uploadId=x', 'AbortMultipartUpload'],
  ['PATCH', '/bucket/a', undefined],
  ['GET', '/bucket?__proto__', 'ListObjects'],
]

for (const [method, target, name] of NAMES) {
  test(`${method} ${target} is ${name ?? 'nothing that S3 has'}`, () => {
    const address = s3Address(target, '127.0.0.1:4566')
    assert.ok(address)
    assert.equal(s3Operation(method, address, {}), name)
  })
}
