/**
 * The checksums that a client may send along, and how each is made.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import { type RunningDigest, runningDigest } from '../../../crypto/index.ts'
import { CRC32_POLYNOMIAL, CRC32C_POLYNOMIAL, crc32Digest, crc64Digest } from './crc.ts'

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

/** Base64, as headers and documents have it. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  readonly value: string
}

const DIGESTS: Readonly<Record<ChecksumAlgorithm, () => RunningDigest>> = {
  CRC32: () => crc32Digest(CRC32_POLYNOMIAL),
  CRC32C: () => crc32Digest(CRC32C_POLYNOMIAL),
  CRC64NVME: crc64Digest,
  SHA1: () => runningDigest('sha1'),
  SHA256: () => runningDigest('sha256'),
}

export const CHECKSUM_ALGORITHMS = Object.keys(DIGESTS) as readonly ChecksumAlgorithm[]

export function checksumDigest(algorithm: ChecksumAlgorithm): RunningDigest {
  return DIGESTS[algorithm]()
}

/** `undefined` for a name that is none; case does not matter. */
export function checksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase())
}

/** `x-amz-checksum-crc32` */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** Of a header's name. */
export function checksumNamed(header: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => checksumHeader(algorithm) === header.toLowerCase())
}

/** `ChecksumCRC32`: the element in documents. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`
}
