/** Sealing: AES-256-GCM (NIST SP 800-38D) with associated data. A nonce must never be used twice with one key. */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'

export const SEALING_KEY_BYTES = 32
export const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface SealingKey {
  readonly handle: KeyObject
}

/** @param bytes 32 bytes */
export function sealingKey(bytes: Uint8Array): SealingKey {
  if (bytes.length !== SEALING_KEY_BYTES) throw new RangeError(`a sealing key has ${SEALING_KEY_BYTES} bytes`)
  return { handle: createSecretKey(bytes) }
}

/** Ciphertext followed by its 16-byte tag; `before` is put in front as it is, which saves the caller a copy. */
export function seal(
  key: SealingKey,
  nonce: Uint8Array,
  plaintext: Uint8Array | string,
  associatedData: Uint8Array | string,
  ...before: readonly Uint8Array[]
): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key.handle, nonce)
  cipher.setAAD(bytesOf(associatedData))
  const ciphertext = typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext)
  // GCM is a stream: nothing is left for the end but the tag.
  cipher.final()
  return Buffer.concat([...before, ciphertext, cipher.getAuthTag()])
}

/** The plaintext, or `undefined` if a bit of anything differs from what was sealed. */
export function open(
  key: SealingKey,
  nonce: Uint8Array,
  sealed: Uint8Array,
  associatedData: Uint8Array | string,
): Uint8Array | undefined {
  if (sealed.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key.handle, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(bytesOf(associatedData))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const head = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
  try {
    return Buffer.concat([head, decipher.final()])
  } catch {
    return undefined
  }
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, 'utf8') : data
}
