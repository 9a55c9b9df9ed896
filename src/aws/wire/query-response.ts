/**
 * Responses of the query protocol: `<XResponse><XResult>...</XResult><ResponseMetadata>...`.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * Lists are `<member>` elements, dates ISO 8601 without milliseconds, bytes base64; absent members are left out.
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
  if (value instanceof Date) return `${value.toISOString().slice(0, 19)}Z`
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return isList(value) ? value.map((member) => element('member', member)).join('') : members(value)
}

function isList(value: readonly WireValue[] | WireStructure): value is readonly WireValue[] {
  return Array.isArray(value)
}
