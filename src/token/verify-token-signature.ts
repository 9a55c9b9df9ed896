/**
 * The signature of a decoded token against one key (RFC 7515 section 5.2).
 * The algorithm is the key's. A header that names another is refused before any computation, so no token can
 * choose how it is verified (https://www.rfc-editor.org/rfc/rfc8725#section-3.1).
 */
import { type PublicKey, verify } from '../crypto/index.ts'
import type { DecodedToken } from './decode-token.ts'

export function verifyTokenSignature(token: DecodedToken, key: PublicKey): boolean {
  return token.header.alg === key.algorithm && verify(key, token.signingInput, token.signature)
}
