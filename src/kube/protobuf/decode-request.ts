/**
 * Decodes protobuf request bodies into the JSON that they stand for. kubectl 1.32 and newer sends its typed creates so.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 *
 * Every message is walked by two tables: field numbers here, types in the table of known fields. A field without a
 * number is refused by name; `status` is left out, because whoever writes an object does not write its status.
 */
import protobuf from 'protobufjs/minimal.js'
import { failure, isJsonObject, type JsonObject, type JsonValue, LIMITS, type Result, success } from '../../base/index.ts'
import { type FieldType, fieldsOf } from '../schema/field-type.ts'
import { BODY_TYPES, FIELD_NUMBERS } from './field-numbers.ts'

const MAGIC = [0x6b, 0x38, 0x73, 0x00]
const LENGTH_DELIMITED = 2
const EMPTY_TIME = -62_135_596_800

interface NumberedField {
  readonly name: string
  /** Its fields belong to the message around it. */
  readonly inlined: boolean
  readonly keepsZero: boolean
}

/** Thrown inside this file only; the caller gets a value. */
class DecodeProblem extends Error {}

/** @param bytes `k8s`, a zero byte, and a `runtime.Unknown` that wraps the object */
export function decodeProtobufRequest(bytes: Uint8Array): Result<JsonObject, string> {
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return failure('it does not begin with k8s and a zero byte')
  try {
    const { apiVersion, kind, raw } = unwrap(bytes.subarray(MAGIC.length))
    const typeName = Object.hasOwn(BODY_TYPES, kind) ? BODY_TYPES[kind] : undefined
    if (typeName === undefined) return failure(`the kind ${JSON.stringify(kind)} is not read as protobuf`)
    return success({ apiVersion, kind, ...decodeMessage(typeName, typeName, raw, 0) })
  } catch (error) {
    if (error instanceof DecodeProblem || error instanceof RangeError) return failure(error.message)
    // The reader of protobufjs reports malformed bytes as a plain Error.
    if (error instanceof Error && /^(illegal|invalid|index|max|maximum|premature)/.test(error.message))
      return failure(error.message)
    throw error
  }
}

function unwrap(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  const reader = protobuf.Reader.create(bytes)
  let meta: Map<number, string | number> = new Map()
  let raw: Uint8Array = new Uint8Array()
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const field = tag >>> 3
    if (field === 1) meta = scalarMessage(reader.bytes())
    else if (field === 2) raw = reader.bytes()
    else if (field === 3 && reader.string() !== '') throw new DecodeProblem('encoded contents are not read')
    else if (field > 3) reader.skipType(tag & 7)
  }
  return { apiVersion: String(meta.get(1) ?? ''), kind: String(meta.get(2) ?? ''), raw }
}

/** @param typeName whose field types hold @param numbersOf whose numbers do: another one for an inlined message */
function decodeMessage(typeName: string, numbersOf: string, bytes: Uint8Array, depth: number): JsonObject {
  if (depth > LIMITS.json.depth) throw new DecodeProblem(`nested deeper than ${LIMITS.json.depth} levels`)
  const reader = protobuf.Reader.create(bytes)
  const members = new Map<string, JsonValue>()
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const field = numbersIn(numbersOf).get(tag >>> 3)
    if (field === undefined) throw new DecodeProblem(`field ${tag >>> 3} of ${numbersOf} is not known to this server; send JSON`)
    if (field.name === 'status') reader.skipType(tag & 7)
    else if (field.inlined) {
      const inner = decodeMessage(typeName, field.name, reader.bytes(), depth + 1)
      for (const [name, value] of Object.entries(inner)) members.set(name, value)
    } else readMember(typeName, field, reader, tag & 7, members, depth)
  }
  return Object.fromEntries(members)
}

function readMember(
  typeName: string,
  { name, keepsZero }: NumberedField,
  reader: Reader,
  wireType: number,
  members: Map<string, JsonValue>,
  depth: number,
): void {
  const type = fieldsOf(typeName)?.get(name)
  if (type === undefined) throw new DecodeProblem(`${typeName} has no field ${name}`)
  const value = decodeField(type, reader, wireType, members.get(name), depth)
  if (value !== undefined && (keepsZero || !isZero(value))) members.set(name, value)
}

/** gogo writes the zero of every field that is not a pointer. */
function isZero(value: JsonValue): boolean {
  if (isJsonObject(value)) return Object.keys(value).length === 0
  return value === '' || value === 0 || value === false
}

type Reader = ReturnType<typeof protobuf.Reader.create>

function decodeField(
  type: FieldType,
  reader: Reader,
  wireType: number,
  before: JsonValue | undefined,
  depth: number,
): JsonValue | undefined {
  switch (type.kind) {
    case 'list': {
      const list = Array.isArray(before) ? before : []
      const isPacked = wireType === LENGTH_DELIMITED && type.item.kind === 'scalar' && type.item.scalar === 'integer'
      return [...list, ...(isPacked ? packedIntegers(reader) : [decodeSingle(type.item, reader, depth) ?? null])]
    }
    case 'map': {
      const [key, value] = mapEntry(type.value, reader, depth)
      return { ...(isJsonObject(before) ? before : {}), [key]: value }
    }
    default:
      return decodeSingle(type, reader, depth)
  }
}

function decodeSingle(type: FieldType, reader: Reader, depth: number): JsonValue | undefined {
  if (type.kind === 'message') return decodeMessage(type.name, type.name, reader.bytes(), depth + 1)
  if (type.kind !== 'scalar') throw new DecodeProblem('a list of lists or of maps')
  switch (type.scalar) {
    case 'string':
      return reader.string()
    case 'boolean':
      return reader.bool()
    case 'integer':
      return integer(reader)
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64')
    case 'time':
      return time(reader.bytes())
    case 'quantity':
      return scalarMessage(reader.bytes()).get(1) ?? ''
    case 'intstr': {
      const parts = scalarMessage(reader.bytes())
      return (parts.get(1) === 1 ? parts.get(3) : parts.get(2)) ?? 0
    }
    default:
      throw new DecodeProblem(`values of type ${type.scalar} are not read`)
  }
}

function integer(reader: Reader): number {
  const value = Number(String(reader.int64()))
  if (!Number.isSafeInteger(value)) throw new DecodeProblem('an integer beyond 2^53')
  return value
}

function packedIntegers(reader: Reader): number[] {
  const inner = protobuf.Reader.create(reader.bytes())
  const values: number[] = []
  while (inner.pos < inner.len) values.push(integer(inner))
  return values
}

function mapEntry(type: FieldType, reader: Reader, depth: number): [string, JsonValue] {
  const entry = protobuf.Reader.create(reader.bytes())
  let key = ''
  let value: JsonValue = type.kind === 'scalar' ? '' : {}
  while (entry.pos < entry.len) {
    const tag = entry.uint32()
    if (tag >>> 3 === 1) key = entry.string()
    else if (tag >>> 3 === 2) value = decodeSingle(type, entry, depth) ?? value
    else entry.skipType(tag & 7)
  }
  return [key, value]
}

/** Messages of scalars only: Time, Quantity, IntOrString. */
function scalarMessage(bytes: Uint8Array): Map<number, string | number> {
  const reader = protobuf.Reader.create(bytes)
  const parts = new Map<number, string | number>()
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    parts.set(tag >>> 3, (tag & 7) === LENGTH_DELIMITED ? reader.string() : integer(reader))
  }
  return parts
}

/** RFC 3339; `undefined` for Go's zero time. */
function time(bytes: Uint8Array): string | undefined {
  const seconds = Number(scalarMessage(bytes).get(1) ?? EMPTY_TIME)
  if (bytes.length === 0 || seconds === EMPTY_TIME) return undefined
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) throw new DecodeProblem('a time that no calendar has')
  return `${date.toISOString().slice(0, 19)}Z`
}

const parsed = new Map<string, ReadonlyMap<number, NumberedField>>()

function numbersIn(typeName: string): ReadonlyMap<number, NumberedField> {
  const known = parsed.get(typeName)
  if (known !== undefined) return known
  const text = FIELD_NUMBERS[typeName]
  if (text === undefined) throw new DecodeProblem(`${typeName} is not known to this server as protobuf; send JSON`)
  const fields = new Map(text.split(' ').map(numberedField))
  parsed.set(typeName, fields)
  return fields
}

function numberedField(token: string): [number, NumberedField] {
  const [, inlined, name = '', number, star] = /^(>?)(\w+)=(\d+)(\*?)$/.exec(token) ?? []
  return [Number(number), { name, inlined: inlined === '>', keepsZero: star === '*' }]
}
