/**
 * Checks a decoded request against an operation's input shape, whatever the protocol it came by.
 * Source of the constraints: https://smithy.io/2.0/spec/constraint-traits.html; of the forms of the query protocol:
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * INVARIANT (nothing swallowed): a member that the shape does not list is refused by name.
 */
import { failure, LIMITS, type Result, success } from '../../base/index.ts'
import {
  brokenByInteger,
  brokenBySize,
  brokenByString,
  elementConstraint,
  missing,
  validationMessage,
  violation,
} from './constraint-words.ts'
import { scalarFrom, typeProblem } from './scalar.ts'
import type { ListShape, MapShape, Read, Shape, StructureShape } from './shape.ts'

export interface InputProblem {
  /** `malformed`: of a wrong type or form; `unknown` and `refused` name a member; `invalid` breaks constraints. */
  readonly kind: 'malformed' | 'unknown' | 'refused' | 'invalid'
  /** For the client. Holds no sensitive value. */
  readonly message: string
}

/** In `query` every value is a string and is coerced, lists are `member.N`; in `json` types must fit. */
export type InputSource = 'query' | 'json'

/** @param decoded a query tree, or parsed JSON */
export function readInput<const Input extends StructureShape>(
  shape: Input,
  decoded: unknown,
  source: InputSource,
): Result<Read<Input>, InputProblem> {
  const reading: Reading = { source, violations: [], problem: undefined }
  const value = readStructure(shape, decoded, '', reading)
  if (reading.problem !== undefined) return failure(reading.problem)
  if (reading.violations.length > 0) return failure({ kind: 'invalid', message: validationMessage(reading.violations) })
  return success(value as Read<Input>)
}

interface Reading {
  readonly source: InputSource
  readonly violations: string[]
  /** The first thing that stops the reading; violations do not. */
  problem: InputProblem | undefined
}

type Members = Readonly<Record<string, unknown>>

function readShape(shape: Shape, raw: unknown, path: string, reading: Reading): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, raw, path, reading)
    case 'list':
      return readList(shape, raw, path, reading)
    case 'map':
      return readMap(shape, raw, path, reading)
    case 'refused':
      return stop(reading, 'refused', `The parameter ${path} is not supported: ${shape.reason}`)
    default:
      return readScalar(shape, raw, path, reading)
  }
}

function readStructure(shape: StructureShape, raw: unknown, path: string, reading: Reading): unknown {
  const given = raw === '' && reading.source === 'query' ? {} : raw
  if (!isMembers(given)) return stop(reading, 'malformed', typeProblem(shape, raw))
  const stranger = unknownMember(shape, given)
  if (stranger !== undefined) return stop(reading, 'unknown', `The parameter ${joined(path, stranger)} is not recognized.`)
  const result: Record<string, unknown> = {}
  for (const member of membersOf(shape)) {
    const value = Object.hasOwn(given, member.name) ? given[member.name] : undefined
    const memberPath = joined(path, member.wireName)
    if (value !== undefined && value !== null) result[member.name] = readShape(member.shape, value, memberPath, reading)
    else if (member.shape.required) reading.violations.push(missing(memberPath))
  }
  return result
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function unknownMember(shape: StructureShape, given: Members): string | undefined {
  for (const name in given) if (!Object.hasOwn(shape.members, name)) return name
  return undefined
}

function readList(shape: ListShape, raw: unknown, path: string, reading: Reading): unknown[] | undefined {
  const elements = reading.source === 'query' ? queryElements(raw, 'member') : raw
  if (!Array.isArray(elements)) return stop(reading, 'malformed', typeProblem(shape, raw))
  for (const broken of brokenBySize(shape, elements.length)) reading.violations.push(violation(path, broken))
  const inner: Reading = isScalar(shape.member) ? { ...reading, violations: [] } : reading
  const values = elements.map((element, index) => readElement(shape, element, `${path}.${index + 1}.member`, inner))
  if (inner !== reading) {
    reading.problem ??= inner.problem
    if (inner.violations.length > 0) reading.violations.push(elementViolation(shape, values, path))
  }
  return values
}

function readElement(shape: ListShape, element: unknown, path: string, reading: Reading): unknown {
  if (element !== null && element !== undefined) return readShape(shape.member, element, path, reading)
  return stop(reading, 'malformed', typeProblem(shape.member, element))
}

function elementViolation(shape: ListShape, values: readonly unknown[], path: string): string {
  const sensitive = shape.member.kind === 'string' && shape.member.sensitive === true
  return violation(path, elementConstraint(shape.member), sensitive ? undefined : `[${values.join(', ')}]`)
}

function readMap(shape: MapShape, raw: unknown, path: string, reading: Reading): unknown {
  const entries = reading.source === 'query' ? queryEntries(raw) : isMembers(raw) ? Object.entries(raw) : undefined
  if (entries === undefined) return stop(reading, 'malformed', typeProblem(shape, raw))
  for (const broken of brokenBySize(shape, entries.length)) reading.violations.push(violation(path, broken))
  const result: Record<string, unknown> = Object.create(null)
  for (const [key, value] of entries) result[key] = readShape(shape.value, value, `${path}.${key}.member`, reading)
  return result
}

function readScalar(shape: ScalarShape, raw: unknown, path: string, reading: Reading): unknown {
  const value = scalarFrom(shape, raw, reading.source)
  if (value === undefined) return stop(reading, 'malformed', typeProblem(shape, raw))
  if (shape.kind === 'string') {
    const text = value as string
    const shown = shape.sensitive === true ? undefined : text
    for (const broken of brokenByString(shape, text)) reading.violations.push(violation(path, broken, shown))
  } else if (shape.kind === 'integer') {
    for (const broken of brokenByInteger(shape, value as number)) reading.violations.push(violation(path, broken, String(value)))
  } else if (shape.kind === 'blob') {
    for (const broken of brokenBySize(shape, (value as Uint8Array).length)) reading.violations.push(violation(path, broken))
  }
  return value
}

type ScalarShape = Exclude<Shape, { kind: 'structure' | 'list' | 'map' | 'refused' }>

function isScalar(shape: Shape): boolean {
  return shape.kind !== 'structure' && shape.kind !== 'list' && shape.kind !== 'map'
}

/** `X.member.1`, `X.member.2` ... by number; an empty list arrives as `X=`. */
function queryElements(raw: unknown, elementName: string): unknown[] | undefined {
  if (raw === '') return []
  if (!isMembers(raw)) return undefined
  const elements = raw[elementName]
  if (Object.keys(raw).length !== 1 || !isMembers(elements)) return undefined
  const numbers = Object.keys(elements)
  if (numbers.length > LIMITS.query.listMembers || !numbers.every((number) => LIST_INDEX.test(number))) return undefined
  return numbers.sort((left, right) => Number(left) - Number(right)).map((number) => elements[number])
}

/** `X.entry.1.key`, `X.entry.1.value` ... */
function queryEntries(raw: unknown): [string, unknown][] | undefined {
  const entries: [string, unknown][] = []
  for (const element of queryElements(raw, 'entry') ?? [undefined]) {
    if (!isMembers(element) || typeof element['key'] !== 'string' || element['value'] === undefined) return undefined
    entries.push([element['key'], element['value']])
  }
  return entries
}

const LIST_INDEX = /^[1-9]\d{0,5}$/

function stop(reading: Reading, kind: InputProblem['kind'], message: string): undefined {
  reading.problem ??= { kind, message }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Member {
  readonly name: string
  /** As error messages spell it: the first letter in lower case. */
  readonly wireName: string
  readonly shape: Shape & { readonly required?: boolean }
}

/** Made once per shape: shapes are constants. */
const knownMembers = new WeakMap<StructureShape, readonly Member[]>()

function membersOf(shape: StructureShape): readonly Member[] {
  const known = knownMembers.get(shape)
  if (known !== undefined) return known
  const members = Object.entries(shape.members).map(([name, member]) => {
    return { name, wireName: name.charAt(0).toLowerCase() + name.slice(1), shape: member }
  })
  knownMembers.set(shape, members)
  return members
}
