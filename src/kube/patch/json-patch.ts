/**
 * JSON patch (RFC 6902) over JSON pointers (RFC 6901). All operations apply or none; the document is not changed.
 * A refusal is a value that says which operation failed and why.
 */
import { failure, isJsonObject, type JsonObject, type JsonValue, type Result, success } from '../../base/index.ts'
import { deepEqual } from './deep-equal.ts'

const MAX_OPERATIONS = 10_000
const INDEX = /^(?:0|[1-9]\d{0,8})$/

type Holder = JsonValue[] | JsonObject
type Applied = Result<JsonValue, string>

export function jsonPatch(document: JsonValue, operations: readonly JsonValue[]): Applied {
  if (operations.length > MAX_OPERATIONS) {
    return failure(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`)
  }
  let current: JsonValue = structuredClone(document)
  for (const operation of operations) {
    const applied = applyOperation(current, operation)
    if (!applied.ok) return applied
    current = applied.value
  }
  return success(current)
}

function applyOperation(document: JsonValue, operation: JsonValue): Applied {
  if (!isJsonObject(operation)) return failure('an operation must be an object')
  const path = pointer(operation['path'])
  if (path === undefined) return failure(`the "path" of operation ${JSON.stringify(operation['op'])} is not a JSON pointer`)
  const { value } = operation
  switch (operation['op']) {
    case 'add':
      return value === undefined ? missingValue('add') : add(document, path, structuredClone(value))
    case 'replace':
      return value === undefined ? missingValue('replace') : replace(document, path, structuredClone(value))
    case 'remove':
      return remove(document, path)
    case 'test':
      return deepEqual(find(document, path) ?? null, value ?? null)
        ? success(document)
        : failure(`testing value ${formatPointer(path)} failed`)
    case 'copy':
    case 'move':
      return transfer(document, operation, path)
    default:
      return failure(`unexpected kind: ${String(operation['op'])}`)
  }
}

function transfer(document: JsonValue, operation: JsonObject, path: readonly string[]): Applied {
  const from = pointer(operation['from'])
  const value = from === undefined ? undefined : find(document, from)
  if (from === undefined || value === undefined) return failure(`${operation['op']} operation: "from" names nothing`)
  if (operation['op'] === 'copy') return add(document, path, structuredClone(value))
  if (path.length > from.length && from.every((part, index) => part === path[index])) {
    return failure('move operation: a value cannot be moved into itself')
  }
  const removed = remove(document, from)
  return removed.ok ? add(removed.value, path, value) : removed
}

function missingValue(name: string): Applied {
  return failure(`${name} operation: missing value`)
}

/** The parts of a pointer, `undefined` if the text is none. */
function pointer(text: JsonValue | undefined): readonly string[] | undefined {
  if (text === '') return []
  if (typeof text !== 'string' || !text.startsWith('/') || /~(?![01])/.test(text)) return undefined
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function formatPointer(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function find(document: JsonValue, path: readonly string[]): JsonValue | undefined {
  let current: JsonValue | undefined = document
  for (const part of path) current = current === undefined ? undefined : member(current, part)
  return current
}

function member(holder: JsonValue, part: string): JsonValue | undefined {
  if (Array.isArray(holder)) return INDEX.test(part) ? holder[Number(part)] : undefined
  return isJsonObject(holder) && Object.hasOwn(holder, part) ? holder[part] : undefined
}

function holderOf(document: JsonValue, path: readonly string[]): Holder | undefined {
  const holder = find(document, path.slice(0, -1))
  return Array.isArray(holder) || isJsonObject(holder) ? holder : undefined
}

function add(document: JsonValue, path: readonly string[], value: JsonValue): Applied {
  const last = path.at(-1)
  if (last === undefined) return success(value)
  const holder = holderOf(document, path)
  if (holder === undefined)
    return failure(`add operation does not apply: doc is missing path: "${formatPointer(path)}": missing value`)
  if (!Array.isArray(holder)) setMember(holder, last, value)
  else {
    const index = last === '-' ? holder.length : INDEX.test(last) ? Number(last) : -1
    if (index < 0 || index > holder.length) return failure(`add operation does not apply: index ${last} is out of bounds`)
    holder.splice(index, 0, value)
  }
  return success(document)
}

function replace(document: JsonValue, path: readonly string[], value: JsonValue): Applied {
  const last = path.at(-1)
  if (last === undefined) return success(value)
  const holder = holderOf(document, path)
  if (holder === undefined || member(holder, last) === undefined) {
    return failure(`replace operation does not apply: doc is missing key: ${formatPointer(path)}: missing value`)
  }
  if (Array.isArray(holder)) holder[Number(last)] = value
  else setMember(holder, last, value)
  return success(document)
}

function remove(document: JsonValue, path: readonly string[]): Applied {
  const last = path.at(-1)
  const holder = last === undefined ? undefined : holderOf(document, path)
  if (last === undefined || holder === undefined || member(holder, last) === undefined) {
    return failure(`remove operation does not apply: doc is missing key: ${formatPointer(path)}: missing value`)
  }
  if (Array.isArray(holder)) holder.splice(Number(last), 1)
  else delete holder[last]
  return success(document)
}

/** A plain assignment to `__proto__` would change the prototype instead of making a member. */
function setMember(holder: JsonObject, name: string, value: JsonValue): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true })
}
