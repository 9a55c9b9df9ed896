/** Ids of versions and of uploads: unguessable, safe in URLs. */
import type { Random } from '../../base/index.ts'

const BYTES = 24

export function freshId(random: Random): string {
  return Buffer.from(random.bytes(BYTES)).toString('base64url')
}
