/**
 * The derived signing keys of Signature Version 4, kept as key objects: deriving one costs four HMACs, and every
 * request of a client on one day, region and service needs the same.
 */
import { LIMITS } from '../../../base/index.ts'
import { type HmacKey, hmacKey, hmacSha256 } from '../../../crypto/index.ts'
import type { SignatureClaim } from './signature-claim.ts'

export interface SigningKeys {
  keyFor(secretAccessKey: string, claim: SignatureClaim): HmacKey
}

/** INVARIANT (bounded): at most `LIMITS.sigv4.cachedKeys` keys; the oldest is dropped first. */
export function createSigningKeys(): SigningKeys {
  const keys = new Map<string, HmacKey>()
  return {
    keyFor(secretAccessKey, claim) {
      const name = `${secretAccessKey}/${claim.date}/${claim.region}/${claim.service}`
      const known = keys.get(name)
      if (known !== undefined) return known
      const key = derivedKey(secretAccessKey, claim)
      if (keys.size >= LIMITS.sigv4.cachedKeys) {
        const oldest = keys.keys().next()
        if (!oldest.done) keys.delete(oldest.value)
      }
      keys.set(name, key)
      return key
    },
  }
}

function derivedKey(secretAccessKey: string, claim: SignatureClaim): HmacKey {
  let key = hmacKey(Buffer.from(`AWS4${secretAccessKey}`, 'utf8'))
  for (const part of [claim.date, claim.region, claim.service, 'aws4_request']) key = hmacKey(hmacSha256(key, part))
  return key
}
