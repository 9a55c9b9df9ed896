/**
 * The fields of the API's types: what is known, and of which type.
 *
 * `types.json` holds one line per type, made from the field maps of the public JavaScript client, which are made from
 * the OpenAPI document of Kubernetes (https://kubernetes.io/docs/reference/kubernetes-api/). Strict decoding, strategic
 * merge, server-side apply, OpenAPI and protobuf decoding all walk the same table.
 */
import types from './types.json' with { type: 'json' }

export type Scalar = 'string' | 'integer' | 'number' | 'boolean' | 'time' | 'bytes' | 'quantity' | 'intstr' | 'any'

export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'message'; readonly name: string }
  | { readonly kind: 'list'; readonly item: FieldType }
  | { readonly kind: 'map'; readonly value: FieldType }

const SCALARS: ReadonlySet<string> = new Set([
  'string',
  'integer',
  'number',
  'boolean',
  'time',
  'bytes',
  'quantity',
  'intstr',
  'any',
])
const table: Readonly<Record<string, string>> = types
const parsed = new Map<string, ReadonlyMap<string, FieldType>>()

/** The fields of a type by name; `undefined` for a type that is not in the table. */
export function fieldsOf(typeName: string): ReadonlyMap<string, FieldType> | undefined {
  const known = parsed.get(typeName)
  if (known !== undefined) return known
  const text = Object.hasOwn(table, typeName) ? table[typeName] : undefined
  if (text === undefined) return undefined
  const fields = new Map<string, FieldType>()
  for (const token of text.split(' ')) {
    const colon = token.indexOf(':')
    if (colon > 0) fields.set(token.slice(0, colon), fieldType(token.slice(colon + 1)))
  }
  parsed.set(typeName, fields)
  return fields
}

function fieldType(text: string): FieldType {
  const inner = text.slice(1, -1)
  if (text.startsWith('[')) return { kind: 'list', item: fieldType(inner) }
  if (text.startsWith('{')) return { kind: 'map', value: fieldType(inner) }
  if (SCALARS.has(text)) return { kind: 'scalar', scalar: text as Scalar }
  if (text === 'object') return { kind: 'scalar', scalar: 'any' }
  return { kind: 'message', name: text }
}
