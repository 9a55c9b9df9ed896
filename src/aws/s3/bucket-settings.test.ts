import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as S3 from '@aws-sdk/client-s3'
import { openS3House, type S3House } from './fakes/s3-house.ts'

let house: S3House
let s3: S3.S3Client
before(async () => {
  house = await openS3House()
  s3 = house.client()
  await s3.send(new S3.CreateBucketCommand({ Bucket }))
})
after(() => house.close())

const Bucket = 'settings'

const MISSING: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['NoSuchBucketPolicy', () => s3.send(new S3.GetBucketPolicyCommand({ Bucket }))],
  ['NoSuchCORSConfiguration', () => s3.send(new S3.GetBucketCorsCommand({ Bucket }))],
  ['NoSuchWebsiteConfiguration', () => s3.send(new S3.GetBucketWebsiteCommand({ Bucket }))],
  ['NoSuchLifecycleConfiguration', () => s3.send(new S3.GetBucketLifecycleConfigurationCommand({ Bucket }))],
  ['ReplicationConfigurationNotFoundError', () => s3.send(new S3.GetBucketReplicationCommand({ Bucket }))],
  ['ObjectLockConfigurationNotFoundError', () => s3.send(new S3.GetObjectLockConfigurationCommand({ Bucket }))],
  ['NoSuchTagSet', () => s3.send(new S3.GetBucketTaggingCommand({ Bucket }))],
  ['NoSuchBucket', () => s3.send(new S3.GetBucketTaggingCommand({ Bucket: 'nowhere' }))],
]
for (const [code, call] of MISSING) {
  test(`${code} is a 404`, () =>
    assert.rejects(call(), (error: S3.S3ServiceException) => error.name === code && error.$metadata.httpStatusCode === 404))
}

test('a new bucket has the settings that AWS gives it', async () => {
  const acl = await s3.send(new S3.GetBucketAclCommand({ Bucket }))
  assert.deepEqual([acl.Grants?.[0]?.Permission, acl.Grants?.[0]?.Grantee?.Type], ['FULL_CONTROL', 'CanonicalUser'])
  const block = await s3.send(new S3.GetPublicAccessBlockCommand({ Bucket }))
  assert.equal(block.PublicAccessBlockConfiguration?.BlockPublicPolicy, true)
  const { ServerSideEncryptionConfiguration: sse } = await s3.send(new S3.GetBucketEncryptionCommand({ Bucket }))
  assert.equal(sse?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256')
  assert.equal((await s3.send(new S3.GetBucketVersioningCommand({ Bucket }))).Status, undefined)
  assert.equal((await s3.send(new S3.GetBucketRequestPaymentCommand({ Bucket }))).Payer, 'BucketOwner')
})

test('tags are put, read and removed', async () => {
  const TagSet = [{ Key: 'a', Value: 'b+c = d@e' }]
  await s3.send(new S3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
  assert.deepEqual((await s3.send(new S3.GetBucketTaggingCommand({ Bucket }))).TagSet, TagSet)
  await s3.send(new S3.DeleteBucketTaggingCommand({ Bucket }))
})

test('a bucket policy lets anonymous callers in only once public policies are no longer blocked', async () => {
  await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'open', Body: 'to all' }))
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/open` }]
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  await assert.rejects(s3.send(new S3.PutBucketPolicyCommand({ Bucket, Policy })), /BlockPublicPolicy/)
  await s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket }))
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket, Policy }))
  assert.equal(await (await fetch(`${house.url}/${Bucket}/open`)).text(), 'to all')
  await s3.send(new S3.DeleteBucketPolicyCommand({ Bucket }))
  assert.equal((await fetch(`${house.url}/${Bucket}/open`)).status, 403)
})

test('another account gets in where policies of both sides say so', async () => {
  const other = house.client('AKIAOTHER')
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: '210987654321' }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ]
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }))
  const got = await other.send(new S3.GetObjectCommand({ Bucket, Key: 'open' }))
  assert.equal(await got.Body?.transformToString(), 'to all')
  await assert.rejects(other.send(new S3.ListObjectsV2Command({ Bucket })), /Access Denied/)
})

test('versions: overwriting keeps, deleting marks, a marker can be deleted', async () => {
  const Key = 'v'
  await s3.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const first = await s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'one', Tagging: 'a=b' }))
  await s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'two' }))
  const marker = await s3.send(new S3.DeleteObjectCommand({ Bucket, Key }))
  assert.equal(marker.DeleteMarker, true)
  await assert.rejects(s3.send(new S3.GetObjectCommand({ Bucket, Key })), { name: 'NoSuchKey' })
  const VersionId = first.VersionId ?? ''
  assert.equal(await (await s3.send(new S3.GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString(), 'one')
  const all = await s3.send(new S3.ListObjectVersionsCommand({ Bucket, Prefix: Key }))
  assert.deepEqual([all.Versions?.length, all.DeleteMarkers?.length], [2, 1])
  await s3.send(new S3.DeleteObjectCommand({ Bucket, Key, VersionId: marker.VersionId ?? '' }))
  assert.equal(await (await s3.send(new S3.GetObjectCommand({ Bucket, Key }))).Body?.transformToString(), 'two')
  assert.deepEqual((await s3.send(new S3.GetObjectTaggingCommand({ Bucket, Key, VersionId }))).TagSet, [{ Key: 'a', Value: 'b' }])
})

test('a copy has content, metadata and tags of its own', async () => {
  await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'ä b', Body: 'copied', Metadata: { x: 'y' }, Tagging: 'k=v' }))
  await s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent('ä b')}` }))
  await s3.send(new S3.DeleteObjectCommand({ Bucket, Key: 'ä b' }))
  const got = await s3.send(new S3.GetObjectCommand({ Bucket, Key: 'copy' }))
  assert.deepEqual([await got.Body?.transformToString(), got.Metadata, got.TagCount], ['copied', { x: 'y' }, 1])
})
