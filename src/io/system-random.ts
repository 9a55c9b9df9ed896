/**
 * The machine's randomness, drawn in pools: one `randomFillSync` of 16 KiB costs as much as a few single draws.
 * INVARIANT (never twice): a byte of the pool is handed out once, as a copy, and the pool is wiped as it is used.
 */
import { randomFillSync } from 'node:crypto'
import type { Random } from '../base/index.ts'

const POOL_BYTES = 16 * 1024

const pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

export const systemRandom: Random = {
  bytes(count) {
    if (count > POOL_BYTES / 4) return randomFillSync(new Uint8Array(count))
    if (used + count > POOL_BYTES) {
      randomFillSync(pool)
      used = 0
    }
    const drawn = new Uint8Array(count)
    // Most draws are of 16 bytes: for so few a loop beats calls that copy and wipe.
    for (let index = 0; index < count; index++) {
      drawn[index] = pool[used] ?? 0
      pool[used++] = 0
    }
    return drawn
  },
}
