/**
 * The typed values of conditions: numbers, dates, booleans, bytes and addresses, read from their texts.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * Every reader answers `undefined` for a text that is not of its type; none throws.
 */

export function readNumber(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

export function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}

const W3C_DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

/**
 * Milliseconds since 1970 of a date in the W3C profile of ISO 8601 (https://www.w3.org/TR/NOTE-datetime), or of epoch
 * seconds. A time without a zone is UTC. Four digits are a year.
 */
export function readDate(text: string): number | undefined {
  const found = W3C_DATE.exec(text)
  if (found === null) return /^-?\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = found
  const fields = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number]
  const [y, mo, d, h, mi, s] = fields
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59) return undefined
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1000)
  return Date.UTC(y, mo - 1, d, h, mi, s, milliseconds) - zoneOffset(zone)
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/** Base64 in one canonical spelling, so that equal bytes are equal texts. */
export function readBytes(text: string): string | undefined {
  const body = text.replace(/={0,2}$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(body) || body.length % 4 === 1) return undefined
  // The unused low bits of the last digit are no part of the bytes.
  const spare = { 2: 4, 3: 2 }[body.length % 4]
  if (spare === undefined) return body
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const digit = alphabet.indexOf(body.at(-1) as string)
  return body.slice(0, -1) + alphabet[(digit >> spare) << spare]
}

/** An address as 16-bit groups: two for IPv4, eight for IPv6. */
export type Address = readonly number[]

export interface AddressRange {
  readonly address: Address
  readonly bits: number
}

export function readAddress(text: string): Address | undefined {
  return text.includes(':') ? readIpv6(text) : readIpv4(text)
}

function readIpv4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined
  const [a, b, c, d] = parts.map(Number) as [number, number, number, number]
  return [(a << 8) | b, (c << 8) | d]
}

function readIpv6(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = readGroups(halves[0] ?? '')
  const tail = halves.length === 2 ? readGroups(halves[1] ?? '') : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  return [...head, ...Array<number>(missing).fill(0), ...tail]
}

/** Groups between colons; the last may be an IPv4 address. */
function readGroups(text: string): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const embedded = index === parts.length - 1 && part.includes('.') ? readIpv4(part) : undefined
    if (embedded !== undefined) groups.push(...embedded)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

/** `203.0.113.0/24`, `2001:db8::/32`; without a length, the one address. */
export function readRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/')
  const address = readAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const size = address.length * 16
  if (slash < 0) return { address, bits: size }
  const bits = text.slice(slash + 1)
  return /^\d{1,3}$/.test(bits) && Number(bits) <= size ? { address, bits: Number(bits) } : undefined
}

export function inRange(address: Address, range: AddressRange): boolean {
  if (address.length !== range.address.length) return false
  let bits = range.bits
  for (let group = 0; bits > 0; group++, bits -= 16) {
    const shift = bits >= 16 ? 0 : 16 - bits
    if ((address[group] as number) >> shift !== (range.address[group] as number) >> shift) return false
  }
  return true
}
