/** Hashes, HMAC, sealing, signatures and key objects: computation only, on node:crypto. */
export type { HmacKey } from './digest.ts'
export {
  deriveKey,
  equalInConstantTime,
  hmacKey,
  hmacSha256,
  hmacSha256Base64,
  hmacSha256Hex,
  sha256,
  sha256Hex,
  textEqualInConstantTime,
} from './digest.ts'
export type { RunningDigest } from './running-digest.ts'
export { runningDigest } from './running-digest.ts'
export type { SealingKey } from './sealing.ts'
export { NONCE_BYTES, open, seal, sealingKey } from './sealing.ts'
export type { PrivateKey, PublicJwk, PublicKey, SignatureAlgorithm } from './signature.ts'
export {
  generatePrivateKey,
  privateKeyFromPem,
  privateKeyToPem,
  publicKeyFromJwk,
  publicKeyToDer,
  publicKeyToJwk,
  sign,
  verify,
} from './signature.ts'
