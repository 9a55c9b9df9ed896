/**
 * The signatures inside a body that S3 takes in signed chunks: each covers the one before it.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and .../sigv4-streaming-trailers.html
 */
import { hmacSha256Hex, sha256Hex, textEqualInConstantTime } from '../../../crypto/index.ts'
import type { SignatureClaim } from './signature-claim.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface ChunkSignatures {
  /** The next chunk's. @param contentSha256 lower-case hex */
  chunkMatches(signature: string, contentSha256: string): boolean
  /** That of the trailing headers, which comes last. @param trailer `name:value\n` of each */
  trailerMatches(signature: string, trailer: string): boolean
}

/** @param claim verified: its signature is what the first chunk's covers */
export function chunkSignatures(claim: SignatureClaim, secretAccessKey: string, keys: SigningKeys): ChunkSignatures {
  const key = keys.keyFor(secretAccessKey, claim)
  const scope = `${claim.timestamp}\n${claim.date}/${claim.region}/${claim.service}/aws4_request`
  let previous = claim.signature
  const matches = (signature: string, algorithm: string, hashes: string): boolean => {
    const expected = hmacSha256Hex(key, `${algorithm}\n${scope}\n${previous}\n${hashes}`)
    previous = expected
    return textEqualInConstantTime(expected, signature)
  }
  return {
    chunkMatches: (signature, contentSha256) => matches(signature, 'AWS4-HMAC-SHA256-PAYLOAD', `${NOTHING}\n${contentSha256}`),
    trailerMatches: (signature, trailer) => matches(signature, 'AWS4-HMAC-SHA256-TRAILER', sha256Hex(trailer)),
  }
}

const NOTHING = sha256Hex('')
