/**
 * Hashes and message authentication.
 *
 * HMAC (RFC 2104) is two one-shot hashes: on Node 24 that costs less than half of `createHmac`, which makes an object
 * for each message and a stream around it (measured, see bench/). Long messages, where only the hashing counts, go
 * through `createHmac`.
 */
import {
  type BinaryToTextEncoding,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'

/** An imported HMAC-SHA256 key. */
export interface HmacKey {
  readonly handle: KeyObject
  /** The key's two blocks: what each of the two hashes begins with. */
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
/** Of the message, for two one-shot hashes: a session token, and everything that a signature chain derives from. */
const SHORT_BYTES = 4_096

/** Where the two hashes find their input, one after the other; overwritten with every HMAC. */
const innerInput = Buffer.alloc(BLOCK_BYTES + SHORT_BYTES)
const outerInput = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)

export function sha256(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer')
}

/** Lower-case hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

export function hmacKey(bytes: Uint8Array): HmacKey {
  const key = bytes.length > BLOCK_BYTES ? sha256(bytes) : bytes
  const block = (pad: number): Uint8Array => Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (key[index] ?? 0) ^ pad)
  return { handle: createSecretKey(bytes), inner: block(0x36), outer: block(0x5c) }
}

/** 32 bytes. */
export function hmacSha256(key: HmacKey, data: string | Uint8Array): Uint8Array {
  return Buffer.from(hmacText(key, data, 'binary'), 'latin1')
}

/** Lower-case hex. */
export function hmacSha256Hex(key: HmacKey, data: string | Uint8Array): string {
  return hmacText(key, data, 'hex')
}

/** 44 characters, the last one padding. */
export function hmacSha256Base64(key: HmacKey, data: string | Uint8Array): string {
  return hmacText(key, data, 'base64')
}

function hmacText(key: HmacKey, data: string | Uint8Array, encoding: BinaryToTextEncoding): string {
  // A UTF-16 unit is at most three bytes of UTF-8.
  const bytesAtMost = typeof data === 'string' ? 3 * data.length : data.length
  if (bytesAtMost > SHORT_BYTES) return createHmac('sha256', key.handle).update(data).digest(encoding)
  const written = typeof data === 'string' ? innerInput.write(data, BLOCK_BYTES, 'utf8') : data.length
  if (typeof data !== 'string') innerInput.set(data, BLOCK_BYTES)
  innerInput.set(key.inner)
  // Text of one byte per character: a digest as a Buffer costs more than the digest.
  outerInput.write(hash('sha256', innerInput.subarray(0, BLOCK_BYTES + written), 'binary'), BLOCK_BYTES, 'latin1')
  outerInput.set(key.outer)
  return hash('sha256', outerInput, encoding)
}

/** HKDF-SHA256 (RFC 5869). */
export function deriveKey(master: HmacKey, salt: Uint8Array, info: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', master.handle, salt, info, length))
}

/** Takes the same time wherever the bytes differ. False at once for different lengths. */
export function equalInConstantTime(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right)
}

/** As `equalInConstantTime`, for text. */
export function textEqualInConstantTime(left: string, right: string): boolean {
  return equalInConstantTime(new TextEncoder().encode(left), new TextEncoder().encode(right))
}
