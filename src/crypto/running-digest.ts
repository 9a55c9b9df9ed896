/** Digests of content that is never whole in memory. */
import { createHash } from 'node:crypto'

export interface RunningDigest {
  update(bytes: Uint8Array): void
  /** Once, at the end. */
  digest(): Uint8Array
}

/** @param algorithm MD5 and SHA-1 only where S3 demands them */
export function runningDigest(algorithm: 'md5' | 'sha1' | 'sha256'): RunningDigest {
  const hash = createHash(algorithm)
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}
