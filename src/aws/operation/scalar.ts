/**
 * Single values of a request: strings of the query protocol coerced, JSON values taken only as what they are.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html and
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html (shape serialization)
 */
import type { Shape } from './shape.ts'

type Source = 'query' | 'json'
type ScalarKind = 'string' | 'integer' | 'boolean' | 'timestamp' | 'blob'

/** Timestamps become epoch milliseconds, blobs bytes. `undefined` for a value that is not of the kind. */
export function scalarFrom(shape: { readonly kind: ScalarKind }, raw: unknown, source: Source): unknown {
  switch (shape.kind) {
    case 'string':
      return typeof raw === 'string' ? raw : undefined
    case 'integer':
      return source === 'query' ? integerFromText(raw) : integer(raw)
    case 'boolean':
      return source === 'query' ? booleanFromText(raw) : boolean(raw)
    case 'timestamp':
      return timestamp(raw)
    case 'blob':
      return typeof raw === 'string' && BASE64.test(raw) ? new Uint8Array(Buffer.from(raw, 'base64')) : undefined
  }
}

const INTEGER = /^[+-]?\d{1,15}$/
const DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function integer(raw: unknown): number | undefined {
  return Number.isSafeInteger(raw) ? (raw as number) : undefined
}

function boolean(raw: unknown): boolean | undefined {
  return typeof raw === 'boolean' ? raw : undefined
}

function integerFromText(raw: unknown): number | undefined {
  return typeof raw === 'string' && INTEGER.test(raw) ? Number(raw) : undefined
}

function booleanFromText(raw: unknown): boolean | undefined {
  return raw === 'true' ? true : raw === 'false' ? false : undefined
}

/** Epoch seconds, as a number or as text, or ISO 8601. */
function timestamp(raw: unknown): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) ? Math.round(raw * 1000) : undefined
  if (typeof raw !== 'string') return undefined
  if (DECIMAL.test(raw)) return Math.round(Number(raw) * 1000)
  const time = ISO_8601.test(raw) ? Date.parse(raw) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

const EXPECTED: Readonly<Record<Exclude<Shape['kind'], 'refused'>, string>> = {
  string: 'a String',
  integer: 'an Integer',
  boolean: 'a Boolean',
  timestamp: 'a Timestamp',
  blob: 'a Blob',
  list: 'a List',
  map: 'a Map',
  structure: 'a Structure',
}

/** Words for a value of the wrong type; never the value itself. */
export function typeProblem(shape: Shape, raw: unknown): string {
  if (Array.isArray(raw)) return 'Start of list found where not expected'
  if (typeof raw === 'object' && raw !== null) return 'Start of structure or map found where not expected.'
  const expected = shape.kind === 'refused' ? 'anything' : EXPECTED[shape.kind]
  return `${typeName(raw)} can not be converted to ${expected}`
}

function typeName(raw: unknown): string {
  if (raw === true) return 'TRUE_VALUE'
  if (raw === false) return 'FALSE_VALUE'
  if (typeof raw === 'number') return 'NUMBER_VALUE'
  return typeof raw === 'string' ? 'STRING_VALUE' : 'NULL_VALUE'
}
