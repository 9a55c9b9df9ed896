/**
 * Whether a request carries the signature that its claimed secret makes, compared in constant time.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { type HmacKey, hmacSha256Hex, sha256Hex, textEqualInConstantTime } from '../../../crypto/index.ts'
import { type CanonicalOptions, canonicalRequest, type SignedMessage } from './canonical-request.ts'
import type { SignatureClaim } from './signature-claim.ts'
import type { SigningKeys } from './signing-keys.ts'

const SIGNATURE = 'X-Amz-Signature'
const SESSION_TOKEN = 'X-Amz-Security-Token'
const NOT_ASCII = /[\u0080-\u00ff]/

export function signatureMatches(
  message: SignedMessage,
  claim: SignatureClaim,
  secretAccessKey: string,
  keys: SigningKeys,
): boolean {
  const pathEncoding = claim.service === 's3' ? 'once' : 'twice'
  const key = keys.keyFor(secretAccessKey, claim)
  const options: CanonicalOptions = { signedHeaders: claim.signedHeaders, pathEncoding, unsignedParameters: [SIGNATURE] }
  if (matches(message, options, claim, key)) return true
  if (claim.form !== 'query' || claim.sessionToken === undefined) return false
  // Some signers add the token to a pre-signed URL only after signing.
  return matches(message, { ...options, unsignedParameters: [SIGNATURE, SESSION_TOKEN] }, claim, key)
}

function matches(message: SignedMessage, options: CanonicalOptions, claim: SignatureClaim, key: HmacKey): boolean {
  const canonical = canonicalRequest(message, options)
  if (canonical === undefined) return false
  if (textEqualInConstantTime(signatureOf(canonical, claim, key), claim.signature)) return true
  // Header bytes reach us as Latin-1 text: a client that sent and signed UTF-8 signed those very bytes.
  if (!NOT_ASCII.test(canonical)) return false
  return textEqualInConstantTime(signatureOf(Buffer.from(canonical, 'latin1'), claim, key), claim.signature)
}

function signatureOf(canonical: string | Uint8Array, claim: SignatureClaim, key: HmacKey): string {
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`
  return hmacSha256Hex(key, `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${sha256Hex(canonical)}`)
}
