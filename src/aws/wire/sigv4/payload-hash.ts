/**
 * The payload hash that a signature covers.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * For S3 it is what the client says (`UNSIGNED-PAYLOAD`, `STREAMING-...` or a hash that S3 checks while it reads the
 * body); for every other service it is always that of the body itself, whatever `x-amz-content-sha256` claims.
 */
import { sha256Hex } from '../../../crypto/index.ts'
import type { SignatureClaim } from './signature-claim.ts'

const UNSIGNED = 'UNSIGNED-PAYLOAD'

/** @param body whole; not looked at for S3 */
export function payloadHash(
  claim: Pick<SignatureClaim, 'service' | 'form' | 'payloadHash'>,
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
): string {
  if (claim.service !== 's3') return body.length === 0 ? EMPTY : sha256Hex(body)
  return headers['x-amz-content-sha256'] ?? claim.payloadHash ?? (claim.form === 'query' ? UNSIGNED : EMPTY)
}

const EMPTY = sha256Hex('')
