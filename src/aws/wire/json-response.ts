/**
 * Response bodies of the JSON protocols: dates are epoch seconds, bytes base64, absent members left out.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import type { WireStructure, WireValue } from './wire-value.ts'

export function jsonResponse(output: WireStructure): string {
  return JSON.stringify(plain(output))
}

type Plain = string | number | boolean | null | undefined | Plain[] | { [member: string]: Plain }

function plain(value: WireValue): Plain {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.getTime() / 1000
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plain)
  const members: { [member: string]: Plain } = Object.create(null)
  for (const [name, member] of value instanceof Map ? value : Object.entries(value)) {
    if (member !== undefined) members[name] = plain(member)
  }
  return members
}
