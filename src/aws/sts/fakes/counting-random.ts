/** Randomness that is the same in every run. */
import type { Random } from '../../../base/index.ts'

export function countingRandom(): Random {
  let next = 1
  return {
    bytes: (count) =>
      Uint8Array.from({ length: count }, () => {
        next = (next * 1_103_515_245 + 12_345) % 2_147_483_648
        return next >> 16
      }),
  }
}
