/**
 * Responses of the query protocol: `<XResponse><XResult>...</XResult><ResponseMetadata>...`.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * Lists are `<member>` elements, maps `<entry>` elements of `<key>` and `<value>`, dates ISO 8601 without milliseconds,
 * bytes base64; absent members are left out.
 */
import type { WireStructure, WireValue } from './wire-value.ts'
import { xmlText } from './xml-text.ts'

/** @param operation as AWS spells it @param namespace of the service, `https://sts.amazonaws.com/doc/2011-06-15/` */
export function queryResponse(operation: string, namespace: string, output: WireStructure, requestId: string): string {
  return (
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${members(output)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  )
}

function members(structure: WireStructure): string {
  let text = ''
  for (const name in structure) text += element(name, structure[name])
  return text
}

function element(name: string, value: WireValue): string {
  if (value === undefined || value === null) return ''
  return `<${name}>${content(value)}</${name}>`
}

function content(value: NonNullable<WireValue>): string {
  if (typeof value === 'string') return xmlText(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return isoSeconds(value.getTime())
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (isList(value)) return value.map((member) => element('member', member)).join('')
  return isMap(value) ? [...value].map(entry).join('') : members(value)
}

function entry([key, value]: readonly [string, WireValue]): string {
  return element('entry', { key, value })
}

type Composite = Exclude<WireValue, string | number | boolean | Date | Uint8Array | null | undefined>

/** Formatting a date costs more than all else in an answer, and thousands of answers share one. */
let lastDate = { time: Number.NaN, text: '' }

function isoSeconds(time: number): string {
  if (time !== lastDate.time) lastDate = { time, text: `${new Date(time).toISOString().slice(0, 19)}Z` }
  return lastDate.text
}

function isList(value: Composite): value is readonly WireValue[] {
  return Array.isArray(value)
}

function isMap(value: Composite): value is ReadonlyMap<string, WireValue> {
  return value instanceof Map
}
