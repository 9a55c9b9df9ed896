/**
 * SecureString values at rest: sealed with a key of this installation, bound to the parameter and its version.
 * On AWS the same is done with a KMS key and the encryption context `PARAMETER_ARN`:
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
import type { Random } from '../../base/index.ts'
import { NONCE_BYTES, open, seal, sealingKey } from '../../crypto/index.ts'

export interface SecureStrings {
  /** Base64 of nonce and ciphertext. `identity` names the parameter and version that it belongs to. */
  seal(plaintext: string, identity: string): string
  /** Throws if it was sealed with another key or for another parameter: the store has been tampered with. */
  open(sealed: string, identity: string): string
}

export function createSecureStrings(key: Uint8Array, random: Random): SecureStrings {
  const sealing = sealingKey(key)
  return {
    seal(plaintext, identity) {
      const nonce = random.bytes(NONCE_BYTES)
      return Buffer.concat([nonce, seal(sealing, nonce, plaintext, identity)]).toString('base64')
    },
    open(sealed, identity) {
      const bytes = Buffer.from(sealed, 'base64')
      const plaintext = open(sealing, bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES), identity)
      if (plaintext === undefined) throw new Error(`the SecureString of ${identity} was not sealed with this key`)
      return Buffer.from(plaintext).toString('utf8')
    },
  }
}
