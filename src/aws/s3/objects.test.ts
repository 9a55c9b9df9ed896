import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { openS3House, type S3House } from './fakes/s3-house.ts'

let house: S3House
let s3: S3Client
before(async () => {
  house = await openS3House()
  s3 = house.client()
})
after(() => house.close())

const Bucket = 'a-bucket'
const refused =
  (name: string, status: number, message?: RegExp) => (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name, error.message)
    assert.equal(error.$metadata?.httpStatusCode, status)
    if (message !== undefined) assert.match(error.message, message)
    return true
  }

test('a bucket is made, found, listed and located', async () => {
  await assert.rejects(s3.send(new HeadBucketCommand({ Bucket })), refused('NotFound', 404))
  await s3.send(new CreateBucketCommand({ Bucket }))
  assert.equal((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion, 'us-east-1')
  assert.deepEqual(
    (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
    [Bucket],
  )
  assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, undefined)
  const west = house.client('AKIAROOT', { region: 'eu-west-1' })
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
  await west.send(new CreateBucketCommand({ Bucket: 'in-europe', CreateBucketConfiguration }))
  assert.equal((await west.send(new GetBucketLocationCommand({ Bucket: 'in-europe' }))).LocationConstraint, 'eu-west-1')
  await assert.rejects(
    west.send(new CreateBucketCommand({ Bucket: 'in-europe', CreateBucketConfiguration })),
    refused('BucketAlreadyOwnedByYou', 409),
  )
  await assert.rejects(house.client('AKIAOTHER').send(new CreateBucketCommand({ Bucket })), refused('BucketAlreadyExists', 409))
  await s3.send(new DeleteBucketCommand({ Bucket: 'in-europe' }))
})

test('an object comes back as it was put, with all that was said of it', async () => {
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'a/b c+ü.txt',
      Body: 'hello',
      ContentType: 'text/plain',
      Metadata: { who: 'ann' },
      CacheControl: 'no-store',
      Tagging: 'team=blue',
    }),
  )
  assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"')
  assert.equal(put.ChecksumCRC32, 'NhCmhg==')
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/b c+ü.txt', ChecksumMode: 'ENABLED' }))
  assert.equal(await got.Body?.transformToString(), 'hello')
  assert.deepEqual(
    [got.ContentType, got.Metadata, got.CacheControl, got.ContentLength, got.TagCount, got.ChecksumCRC32],
    ['text/plain', { who: 'ann' }, 'no-store', 5, 1, 'NhCmhg=='],
  )
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+ü.txt' }))
  assert.deepEqual([head.ContentLength, head.ETag], [5, put.ETag])
})

const RANGES: readonly [string, string, string][] = [
  ['bytes=1-2', 'el', 'bytes 1-2/5'],
  ['bytes=3-', 'lo', 'bytes 3-4/5'],
  ['bytes=-2', 'lo', 'bytes 3-4/5'],
  ['bytes=0-99', 'hello', 'bytes 0-4/5'],
]
for (const [Range, text, contentRange] of RANGES) {
  test(`${Range} of an object`, async () => {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/b c+ü.txt', Range }))
    assert.deepEqual([await got.Body?.transformToString(), got.ContentRange], [text, contentRange])
  })
}

test('conditions and ranges that do not hold are refused', async () => {
  const Key = 'a/b c+ü.txt'
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=9-' })), refused('InvalidRange', 416))
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key, IfMatch: '"x"' })), refused('PreconditionFailed', 412))
  const etag = '"5d41402abc4b2a76b9719d911017c592"'
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: etag })), refused('Unknown', 304))
  await assert.rejects(
    s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '*' })),
    refused('PreconditionFailed', 412),
  )
})

test('streams of unknown digest are taken in chunks with a trailer', async () => {
  const Body = Readable.from([Buffer.from('one '), Buffer.from('two')])
  await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 7 }))
  assert.equal(await (await s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }))).Body?.transformToString(), 'one two')
})

for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
  test(`${ChecksumAlgorithm} is verified and returned`, async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'sum', Body: '123456789', ChecksumAlgorithm }))
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }))
    const known = {
      CRC32: 'y/Q5Jg==',
      CRC32C: '4waSgw==',
      CRC64NVME: 'rosUhgp5mIg=',
      SHA1: '98O8HYCOBHMqITNTF5KTbFfSsKA=',
      SHA256: 'FeKw09l5eyXPeLtL6XKsR4L8gPbnqWrHOVQxMsKfEiU=',
    }
    const value = head[`Checksum${ChecksumAlgorithm}`]
    if (ChecksumAlgorithm.startsWith('CRC')) assert.equal(value, known[ChecksumAlgorithm])
    else assert.ok(value)
    const wrong = { [`Checksum${ChecksumAlgorithm}`]: value?.startsWith('A') ? `B${value.slice(1)}` : `A${value?.slice(1)}` }
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket, Key: 'sum', Body: '123456789', ...wrong })),
      refused('BadDigest', 400),
    )
  })
}

test('pages of keys, rolled up at a delimiter', async () => {
  const Bucket = 'listed'
  await s3.send(new CreateBucketCommand({ Bucket }))
  for (const Key of ['a', 'b/1', 'b/2', 'c/x/1', 'd', 'é']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: '' }))
  const seen: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2, ...(ContinuationToken && { ContinuationToken }) }),
    )
    seen.push(
      ...(page.Contents ?? []).map(({ Key = '' }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
    )
    assert.ok((page.KeyCount ?? 0) <= 2)
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  assert.deepEqual(seen.toSorted(), ['a', 'b/', 'c/', 'd', 'é'])
  const one = await s3.send(new ListObjectsCommand({ Bucket, Prefix: 'b/', Marker: 'b/1' }))
  assert.deepEqual(
    one.Contents?.map(({ Key }) => Key),
    ['b/2'],
  )
  await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket })), refused('BucketNotEmpty', 409))
  const Objects = ['a', 'b/1', 'b/2', 'c/x/1', 'd', 'é', 'never'].map((Key) => ({ Key }))
  const gone = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  assert.equal(gone.Deleted?.length, 7)
  await s3.send(new DeleteBucketCommand({ Bucket }))
})

test('what is overwritten or deleted leaves no content behind, and a reset leaves nothing', async () => {
  const Bucket = 'counted'
  await house.empty()
  await s3.send(new CreateBucketCommand({ Bucket }))
  for (const Body of ['1', '2']) await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body }))
  const files = async () =>
    (await readdir(house.blobs, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length
  assert.equal(await files(), 1)
  await s3.send(new PutObjectCommand({ Bucket, Key: 'l', Body: '2' }))
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
  assert.equal(await files(), 1)
  await house.empty()
  assert.equal(await files(), 0)
  await s3.send(new CreateBucketCommand({ Bucket: 'a-bucket' }))
})

test('pre-signed URLs are good for what they were signed for, until they expire', async () => {
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60 })
  assert.equal((await fetch(put, { method: 'PUT', body: 'by url' })).status, 200)
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60 })
  assert.equal(await (await fetch(get)).text(), 'by url')
  assert.equal((await fetch(get, { method: 'DELETE' })).status, 403)
  const old = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'signed' }), {
    expiresIn: 60,
    signingDate: new Date(Date.now() - 120_000),
  })
  const expired = await fetch(old)
  assert.equal(expired.status, 403)
  assert.match(await expired.text(), /<Code>AccessDenied<\/Code><Message>Request has expired</)
})

test('nobody gets in without a permission, and a missing key is told only to those who may list', async () => {
  const ann = house.client('AKIAUSER')
  const Key = 'signed'
  const sentence =
    /^User: arn:aws:iam::123456789012:user\/ann is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::a-bucket\/signed" because no identity-based policy allows the s3:GetObject action$/
  await assert.rejects(ann.send(new GetObjectCommand({ Bucket, Key })), refused('AccessDenied', 403, sentence))
  await assert.rejects(
    house.client('AKIAOTHER').send(new GetObjectCommand({ Bucket, Key })),
    refused('AccessDenied', 403, /^Access Denied$/),
  )
  assert.equal((await fetch(`${house.url}/${Bucket}/${Key}`)).status, 403)
  house.allow({ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` })
  assert.equal(await (await ann.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(), 'by url')
  await assert.rejects(ann.send(new GetObjectCommand({ Bucket, Key: 'none' })), refused('AccessDenied', 403))
  const onlyA = {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: `arn:aws:s3:::${Bucket}`,
    Condition: { StringEquals: { 's3:prefix': 'a/' } },
  }
  house.allow(onlyA)
  await ann.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/' }))
  await assert.rejects(ann.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/' })), refused('AccessDenied', 403))
  house.allow({ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' })
  await assert.rejects(ann.send(new GetObjectCommand({ Bucket, Key: 'none' })), refused('NoSuchKey', 404))
})

test('a wrong secret, a wrong hash and what is not built are each told apart', async () => {
  const forger = house.client('AKIAROOT', { secret: 'wrong' })
  await assert.rejects(forger.send(new ListBucketsCommand({})), refused('SignatureDoesNotMatch', 403))
  await assert.rejects(
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', StorageClass: 'GLACIER' })),
    refused('NotImplemented', 501, /storage class GLACIER/),
  )
  await assert.rejects(
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })),
    refused('BadDigest', 400),
  )
})
