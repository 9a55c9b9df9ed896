/** From a routed request to the input of its operation, read against the operation's shape. */
import { AwsError, type InputSource, readInput, type StructureShape } from '../operation/index.ts'
import { decodeForm, decodeJsonBody, type FormParameter, queryTree } from '../wire/index.ts'
import { formError, inputError, jsonError } from './input-error.ts'
import type { RawInput, RouteTarget } from './route.ts'

/** Throws an `AwsError` that names what is wrong. */
export function operationInput(target: RouteTarget, body: Uint8Array): object {
  const { input, operation, served } = target
  const source: InputSource = input.kind === 'form' ? 'query' : 'json'
  const read = readInput(operation.input, decoded(input, operation.input, body), source)
  if (!read.ok) throw inputError(served.service, read.problem)
  return read.value as object
}

function decoded(input: RawInput, shape: StructureShape, body: Uint8Array): object {
  switch (input.kind) {
    case 'form':
      return formMembers(input.parameters)
    case 'json':
      return jsonMembers(body)
    case 'rest':
      return restMembers(input, shape, body)
  }
}

function formMembers(parameters: readonly FormParameter[]): object {
  const tree = queryTree(parameters, ofProtocol)
  if (!tree.ok) throw formError(tree.problem)
  return tree.value
}

/** Parameters that belong to the protocol or to a pre-signed URL. */
function ofProtocol(name: string): boolean {
  return name === 'Action' || name === 'Version' || name.startsWith('X-Amz-')
}

function jsonMembers(body: Uint8Array): object {
  const json = decodeJsonBody(body)
  if (!json.ok) throw jsonError(json.problem)
  return json.value
}

function restMembers(input: RawInput & { kind: 'rest' }, shape: StructureShape, body: Uint8Array): object {
  const bound: Record<string, unknown> = Object.create(null)
  Object.assign(bound, input.match.members)
  for (const [member, values] of queryMembers(input)) bound[member] = queryValue(shape, member, values)
  const json = jsonMembers(body) as Readonly<Record<string, unknown>>
  for (const name of Object.keys(json)) {
    if (bound[name] !== undefined) throw new AwsError('SerializationException', 400, `${name} does not belong into the body.`)
    bound[name] = json[name]
  }
  return bound
}

/** A list is a parameter that is repeated, so this is no form of the query protocol. */
function queryMembers(input: RawInput & { kind: 'rest' }): Map<string, string[]> {
  const members = new Map<string, string[]>()
  for (const part of input.query.split('&')) {
    const form = decodeForm(part)
    if (!form.ok) throw formError(form.problem)
    for (const { name, value } of form.value) {
      if (name.startsWith('X-Amz-')) continue
      const member = Object.hasOwn(input.match.query, name) ? input.match.query[name] : undefined
      if (member === undefined) throw unknownParameter(name)
      members.set(member, [...(members.get(member) ?? []), value])
    }
  }
  return members
}

function unknownParameter(name: string): AwsError {
  return new AwsError('ValidationException', 400, `The query parameter ${name.slice(0, 128)} is not recognized.`)
}

const INTEGER = /^-?\d{1,15}$/

function queryValue(shape: StructureShape, member: string, values: readonly string[]): unknown {
  const kind = shape.members[member]?.kind
  const [value = ''] = values
  if (kind === 'list') return values
  if (values.length > 1)
    throw new AwsError('ValidationException', 400, `The query parameter for ${member} is given more than once.`)
  if (kind === 'integer' && INTEGER.test(value)) return Number(value)
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
