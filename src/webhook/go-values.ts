/**
 * Values of annotations as the reference reads them, in Go: https://pkg.go.dev/strconv#ParseBool, #ParseInt.
 * What does not parse is `undefined`: then the default holds.
 */

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])
const MAX_INT64 = 2n ** 63n - 1n

export function parseGoBool(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  if (TRUE.has(text)) return true
  return FALSE.has(text) ? false : undefined
}

/** The API server refuses tokens that live shorter than this. */
const MIN_SECONDS = 600
/** The API server refuses tokens that live longer than this. */
const MAX_SECONDS = 2 ** 32

/** Seconds within what the API server accepts, or `undefined` if the text is no 64-bit integer. */
export function parseExpiration(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d{1,32}$/.test(text)) return undefined
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  if (value > MAX_INT64 || value < -MAX_INT64 - 1n) return undefined
  return withinLimits(Number(value))
}

export function withinLimits(seconds: number): number {
  return Math.min(Math.max(seconds, MIN_SECONDS), MAX_SECONDS)
}
