/**
 * Cyclic redundancy checks as S3's clients send them: CRC32 (ISO-HDLC), CRC32C (Castagnoli), CRC64NVME.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html ; parameters as in
 * https://reveng.sourceforge.io/crc-catalogue/all.htm . All three are reflected, begin with ones and end inverted.
 */
import type { RunningDigest } from '../../../crypto/index.ts'

/** @param polynomial reflected */
export function crc32Digest(polynomial: number): RunningDigest {
  const table = tableOf32(polynomial)
  let crc = -1
  return {
    update(bytes) {
      let value = crc
      for (let index = 0; index < bytes.length; index++) {
        value = (table[(value ^ (bytes[index] as number)) & 0xff] as number) ^ (value >>> 8)
      }
      crc = value
    },
    digest() {
      const result = Buffer.alloc(4)
      result.writeInt32BE(~crc)
      return result
    },
  }
}

export const CRC32_POLYNOMIAL = 0xedb88320
export const CRC32C_POLYNOMIAL = 0x82f63b78
const CRC64_POLYNOMIAL = 0x9a6c9329ac4bc9b5n

/** In two halves: arithmetic on bigints would be a hundred times slower. */
export function crc64Digest(): RunningDigest {
  const { high, low } = crc64Table()
  let top = -1
  let bottom = -1
  return {
    update(bytes) {
      let upper = top
      let lower = bottom
      for (let index = 0; index < bytes.length; index++) {
        const at = (lower ^ (bytes[index] as number)) & 0xff
        lower = ((lower >>> 8) | (upper << 24)) ^ (low[at] as number)
        upper = (upper >>> 8) ^ (high[at] as number)
      }
      top = upper
      bottom = lower
    },
    digest() {
      const result = Buffer.alloc(8)
      result.writeInt32BE(~top, 0)
      result.writeInt32BE(~bottom, 4)
      return result
    },
  }
}

const tables32 = new Map<number, Int32Array>()

function tableOf32(polynomial: number): Int32Array {
  const known = tables32.get(polynomial)
  if (known !== undefined) return known
  const table = Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value
  })
  tables32.set(polynomial, table)
  return table
}

let table64: { readonly high: Int32Array; readonly low: Int32Array } | undefined

function crc64Table(): { readonly high: Int32Array; readonly low: Int32Array } {
  if (table64 !== undefined) return table64
  const high = new Int32Array(256)
  const low = new Int32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte)
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ CRC64_POLYNOMIAL : value >> 1n
    high[byte] = Number(BigInt.asIntN(32, value >> 32n))
    low[byte] = Number(BigInt.asIntN(32, value))
  }
  table64 = { high, low }
  return table64
}
