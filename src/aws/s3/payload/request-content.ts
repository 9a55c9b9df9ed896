/**
 * The content of a request as it arrives: unpacked, and held against every digest that the client gave.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * INVARIANT: a reader that comes to the end without an error has read exactly what the client sent and signed.
 */
import { type RunningDigest, runningDigest } from '../../../crypto/index.ts'
import { badDigest, contentHashMismatch, incompleteBody, invalidDigest, invalidRequest, missingContentLength } from '../errors.ts'
import type { S3Request } from '../request.ts'
import { awsChunked } from './aws-chunked.ts'
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumAlgorithm,
  checksumDigest,
  checksumHeader,
  checksumNamed,
} from './checksums.ts'

export interface RequestContent {
  readonly source: AsyncIterable<Uint8Array>
  /** Once the source has been read to its end. */
  checksum(): Checksum
}

const HEX_HASH = /^[0-9a-f]{64}$/
const MD5_BASE64 = /^[A-Za-z0-9+/]{22}==$/
const COUNT = /^\d{1,15}$/

export function requestContent(request: S3Request): RequestContent {
  const { headers } = request.http
  const hash = headers['x-amz-content-sha256'] ?? request.query.get('X-Amz-Content-Sha256')
  const chunked = unpacked(request, hash)
  const length = contentLength(headers, chunked !== undefined)
  const md5 = headers['content-md5']
  if (md5 !== undefined && !MD5_BASE64.test(md5)) throw invalidDigest(md5)
  const wanted = wantedChecksum(headers)
  const digest = checksumDigest(wanted.algorithm)
  let value = ''
  const checks: Check[] = []
  if (md5 !== undefined) checks.push(check(runningDigest('md5'), 'base64', (made) => made === md5 || badDigest('Content-MD5')))
  if (hash !== undefined && HEX_HASH.test(hash))
    checks.push(check(runningDigest('sha256'), 'hex', (made) => made === hash || contentHashMismatch(hash, made)))
  checks.push(
    check(digest, 'base64', (made) => {
      value = made
      const claimed = wanted.value ?? (wanted.trailing ? (chunked?.trailers.get(checksumHeader(wanted.algorithm)) ?? '') : made)
      return claimed === made || badDigest(wanted.algorithm)
    }),
  )
  const source = verified(chunked?.content ?? kept(request.http.body), length, checks)
  return { source, checksum: () => ({ algorithm: wanted.algorithm, value }) }
}

function unpacked(request: S3Request, hash: string | undefined): ReturnType<typeof awsChunked> | undefined {
  if (hash === undefined || hash === 'UNSIGNED-PAYLOAD' || HEX_HASH.test(hash)) return undefined
  const body = kept(request.http.body)
  if (hash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return awsChunked(body, { trailer: true })
  const trailer = hash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
  if (!trailer && hash !== 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD') {
    throw invalidRequest('x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a hash, or one of the STREAMING- forms that S3 has.')
  }
  if (request.signatures === undefined) throw invalidRequest('An unsigned request has no signed chunks.')
  return awsChunked(body, { trailer, signatures: request.signatures })
}

/** Of the content itself; `undefined` where HTTP's own chunks end it. */
function contentLength(headers: S3Request['http']['headers'], chunked: boolean): number | undefined {
  const decoded = headers['x-amz-decoded-content-length']
  const text = chunked ? decoded : headers['content-length']
  if (text === undefined && !chunked && headers['transfer-encoding'] !== undefined) throw missingContentLength()
  if (text === undefined && chunked) throw missingContentLength()
  if (text !== undefined && !COUNT.test(text)) throw invalidRequest('The length of the content is not a number.')
  return text === undefined ? 0 : Number(text)
}

interface WantedChecksum {
  readonly algorithm: ChecksumAlgorithm
  readonly value?: string
  readonly trailing: boolean
}

/** S3 takes one at most, and makes a CRC64NVME itself where there is none. */
function wantedChecksum(headers: S3Request['http']['headers']): WantedChecksum {
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined)
  const trailing = headers['x-amz-trailer']
  if (given.length + (trailing === undefined ? 0 : 1) > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  const [algorithm] = given
  if (algorithm !== undefined) return { algorithm, value: headers[checksumHeader(algorithm)] ?? '', trailing: false }
  if (trailing !== undefined) {
    const named = checksumNamed(trailing)
    if (named === undefined) throw invalidRequest('The value specified in the x-amz-trailer header is not supported')
    return { algorithm: named, trailing: true }
  }
  const asked = headers['x-amz-sdk-checksum-algorithm']
  const named = asked === undefined ? 'CRC64NVME' : checksumAlgorithm(asked)
  if (named === undefined) throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.')
  return { algorithm: named, trailing: false }
}

interface Check {
  readonly digest: RunningDigest
  /** Throws what it has to say. */
  end(): void
}

function check(digest: RunningDigest, encoding: 'hex' | 'base64', judge: (made: string) => true | Error): Check {
  return {
    digest,
    end() {
      const verdict = judge(Buffer.from(digest.digest()).toString(encoding))
      if (verdict !== true) throw verdict
    },
  }
}

async function* verified(
  source: AsyncIterable<Uint8Array>,
  length: number | undefined,
  checks: readonly Check[],
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const bytes of source) {
    size += bytes.length
    for (const { digest } of checks) digest.update(bytes)
    yield bytes
  }
  if (length !== undefined && size !== length) throw incompleteBody()
  for (const one of checks) one.end()
}

/** Never tells the connection that its reader stopped early: the refusal still has to be sent over it. */
function kept(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = body[Symbol.asyncIterator]()
      return { next: () => iterator.next() }
    },
  }
}

/** Reads on to the end of a body that is refused, as far as that is cheap: then the client is sure to see why. */
export async function drain(request: S3Request['http'], limitBytes: number): Promise<void> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return
  let size = 0
  for await (const bytes of kept(request.body)) {
    size += bytes.length
    if (size > limitBytes) return
  }
}
