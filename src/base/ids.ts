/**
 * Identifiers made from randomness: AWS unique ids and UUIDs.
 * Source of the AWS form: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
import type { Random } from './ports/random.ts'

/** Four letters that say what an id names. */
export type UniqueIdPrefix = 'AKIA' | 'ASIA' | 'AROA' | 'AIDA' | 'AGPA' | 'ANPA' | 'AIPA' | 'ANVA'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const KUBERNETES_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const UNIQUE_ID_CHARACTERS = 17
const ACCESS_KEY_CHARACTERS = 16

/** A fresh id such as `AROA2OAXMFJHXLPYEXAMP`: access keys have 20 characters, all others 21. */
export function uniqueId(prefix: UniqueIdPrefix, random: Random): string {
  const isAccessKey = prefix === 'AKIA' || prefix === 'ASIA'
  return prefix + characters(BASE32, isAccessKey ? ACCESS_KEY_CHARACTERS : UNIQUE_ID_CHARACTERS, random)
}

/** A random suffix as Kubernetes appends to `generateName`: no vowels, nothing that reads as a word. */
export function nameSuffix(random: Random, length = 5): string {
  return characters(KUBERNETES_ALPHABET, length, random)
}

/** A version 4 UUID (RFC 9562), lower case. */
export function uuid(random: Random): string {
  const bytes = random.bytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  let text = ''
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += HEX[bytes[index] ?? 0]
  }
  return text
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))

function characters(alphabet: string, count: number, random: Random): string {
  let text = ''
  const usable = 256 - (256 % alphabet.length)
  while (text.length < count) {
    for (const byte of random.bytes(count)) {
      if (byte < usable && text.length < count) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}
