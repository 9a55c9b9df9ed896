import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { openS3House, type S3House } from './fakes/s3-house.ts'

const Bucket = 'streams'
const MIB = 1024 * 1024
let house: S3House
let s3: S3Client
before(async () => {
  house = await openS3House()
  s3 = house.client()
  await s3.send(new CreateBucketCommand({ Bucket }))
})
after(() => house.close())

/** @returns how much the process has grown at most, in bytes */
async function move200(): Promise<number> {
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'large' }), { expiresIn: 300 })
  const piece = Buffer.alloc(MIB, 'x')
  const before = process.memoryUsage().rss
  let most = 0
  const look = () => {
    most = Math.max(most, process.memoryUsage().rss)
  }
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = http.request(url, { method: 'PUT', headers: { 'content-length': 200 * MIB } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.once('error', reject)
    let left = 200
    const write = (): void => {
      look()
      while (left-- > 0) {
        if (!request.write(piece)) {
          request.once('drain', write)
          return
        }
      }
      request.end()
    }
    write()
  })
  assert.equal(status, 200)
  const got = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'large' }), { expiresIn: 300 }))
  let size = 0
  for await (const bytes of got.body ?? []) {
    size += (bytes as Uint8Array).length
    look()
  }
  assert.equal(size, 200 * MIB)
  return most - before
}

test('once warm, 200 MiB go through both ways and the process does not grow', async () => {
  await move200()
  const grown = await move200()
  assert.ok(grown < 100 * MIB, `grew by ${Math.round(grown / MIB)} MiB`)
})

/** A body in signed chunks, as older SDKs send it, signed here by hand. @param bend what to do to the last full chunk */
async function putSigned(
  key: string,
  chunks: readonly string[],
  bend: (text: string) => string = (text) => text,
): Promise<Response> {
  const stamp = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const scope = `${stamp.slice(0, 8)}/us-east-1/s3/aws4_request`
  const hmac = (secret: string | Uint8Array, text: string) => createHmac('sha256', secret).update(text).digest()
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  let signing: Uint8Array = Buffer.from('AWS4a-secret-of-the-fake-house')
  for (const part of scope.split('/')) signing = hmac(signing, part)
  const headers: Record<string, string> = {
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-date': stamp,
    'x-amz-decoded-content-length': String(chunks.join('').length),
  }
  const { host } = new URL(house.url)
  const names = ['host', ...Object.keys(headers)]
  const lines = names.map((name) => `${name}:${name === 'host' ? host : headers[name]}\n`).join('')
  const canonical = `PUT\n/${Bucket}/${key}\n\n${lines}\n${names.join(';')}\nSTREAMING-AWS4-HMAC-SHA256-PAYLOAD`
  const sign = (text: string) => hmac(signing, text).toString('hex')
  let previous = sign(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha(canonical)}`)
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=AKIAROOT/${scope}, SignedHeaders=${names.join(';')}, Signature=${previous}`
  let body = ''
  for (const chunk of [...chunks, '']) {
    previous = sign(`AWS4-HMAC-SHA256-PAYLOAD\n${stamp}\n${scope}\n${previous}\n${sha('')}\n${sha(chunk)}`)
    body += `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}\r\n`
  }
  return fetch(`${house.url}/${Bucket}/${key}`, { method: 'PUT', headers, body: bend(body) })
}

test('signed chunks are verified one by one', async () => {
  assert.equal((await putSigned('chunks', ['hello ', 'world'])).status, 200)
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'chunks' }))
  assert.equal(await got.Body?.transformToString(), 'hello world')
  const bent = await putSigned('bent', ['hello ', 'world'], (text) => text.replace('world', 'w0rld'))
  assert.deepEqual([bent.status, /SignatureDoesNotMatch/.test(await bent.text())], [403, true])
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'bent' })), { name: 'NoSuchKey' })
})

const HOSTILE_NAMES = ['../etc', 'Big', 'a', '1.2.3.4', 'xn--bucket', 'a..b', 'under_score', 'x'.repeat(64)]
for (const name of HOSTILE_NAMES) {
  test(`a bucket is not called ${name}`, async () => {
    await assert.rejects(s3.send(new CreateBucketCommand({ Bucket: name })), (error: Error) => error.name.length > 0)
  })
}

for (const Key of [
  '../../etc/passwd',
  '..',
  '.',
  'a//b',
  'a/../b',
  '%2e%2e/x',
  '__proto__',
  'ümläut/日本',
  'a b+c&d=e?f#g',
  '<xml>&amp;',
]) {
  test(`${Key} is a key like any other`, async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
    assert.equal(await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(), Key)
  })
}

test('a key of more than 1024 bytes is too long', async () => {
  await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: 'ü'.repeat(513), Body: '' })), { name: 'KeyTooLongError' })
})
