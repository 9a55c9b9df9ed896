/**
 * Decodes an object against the table of known fields, as the API server does before anything else sees it.
 *
 * Promises: fields that no such type has are dropped and named (what is done about them is `fieldValidation`'s choice,
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation), nulls are dropped, and a value of a
 * wrong JSON type is a problem. It does not see duplicate keys: JSON parsing has already taken the last one.
 */
import type { JsonValue } from '../../base/index.ts'
import { isJsonObject } from '../../base/index.ts'
import { type FieldType, fieldsOf, type Scalar } from './field-type.ts'

export interface Decoded {
  readonly value: JsonValue
  /** Paths of unknown fields, such as `spec.foo` or `spec.containers[0].imagee`. */
  readonly unknown: readonly string[]
  /** The first value of a wrong type, in the words of the API server; `undefined` if there is none. */
  readonly problem?: string
}

interface Findings {
  readonly unknown: string[]
  problem: string | undefined
}

/** @param typeName such as `V1Pod` */
export function decodeObject(typeName: string, value: JsonValue): Decoded {
  const findings: Findings = { unknown: [], problem: undefined }
  const decoded = decodeMessage(typeName, value, '', findings)
  const { unknown, problem } = findings
  return { value: decoded ?? null, unknown, ...(problem === undefined ? {} : { problem }) }
}

function decodeMessage(typeName: string, value: JsonValue, path: string, findings: Findings): JsonValue | undefined {
  const fields = fieldsOf(typeName)
  if (fields === undefined || fields.size === 0) return value
  if (!isJsonObject(value)) return mismatch(value, path, typeName.replace(/^(Core)?V1/, 'v1.'), findings)
  const kept: [string, JsonValue][] = []
  for (const [name, member] of Object.entries(value)) {
    const type = fields.get(name)
    const memberPath = path === '' ? name : `${path}.${name}`
    if (type === undefined) findings.unknown.push(memberPath)
    else if (member !== null) {
      const decoded = decodeValue(type, member, memberPath, findings)
      if (decoded !== undefined) kept.push([name, decoded])
    }
  }
  return Object.fromEntries(kept)
}

function decodeValue(type: FieldType, value: JsonValue, path: string, findings: Findings): JsonValue | undefined {
  switch (type.kind) {
    case 'message':
      return decodeMessage(type.name, value, path, findings)
    case 'list': {
      if (!Array.isArray(value)) return mismatch(value, path, 'array', findings)
      return value.map((item, index) => decodeValue(type.item, item, `${path}[${index}]`, findings) ?? null)
    }
    case 'map': {
      if (!isJsonObject(value)) return mismatch(value, path, 'map', findings)
      const entries = Object.entries(value).map(([name, member]): [string, JsonValue] => {
        if (member === null) return [name, emptyOf(type.value)]
        return [name, decodeValue(type.value, member, `${path}.${name}`, findings) ?? null]
      })
      return Object.fromEntries(entries)
    }
    case 'scalar':
      return decodeScalar(type.scalar, value, path, findings)
  }
}

/** A null inside a map is the type's zero value, as Go's decoder has it. */
function emptyOf(type: FieldType): JsonValue {
  return type.kind === 'scalar' && (type.scalar === 'string' || type.scalar === 'bytes') ? '' : null
}

const MATCHES: Readonly<Record<Scalar, (value: JsonValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string',
  bytes: (value) => typeof value === 'string' && isBase64(value.replace(/[\r\n]/g, '')),
  quantity: (value) => typeof value === 'string' || typeof value === 'number',
  intstr: (value) => typeof value === 'string' || Number.isSafeInteger(value),
  any: () => true,
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

function decodeScalar(scalar: Scalar, value: JsonValue, path: string, findings: Findings): JsonValue | undefined {
  if (!MATCHES[scalar](value)) return mismatch(value, path, scalar, findings)
  return scalar === 'quantity' && typeof value === 'number' ? String(value) : value
}

function mismatch(value: JsonValue, path: string, expected: string, findings: Findings): undefined {
  const given = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  findings.problem ??= `json: cannot unmarshal ${given === 'boolean' ? 'bool' : given} into Go struct field ${path} of type ${expected}`
  return undefined
}
