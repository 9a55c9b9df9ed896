/**
 * Strategic merge patch: a merge patch that knows which lists are keyed, with the directives `$patch`, `$retainKeys`,
 * `$setElementOrder/<list>` and `$deleteFromPrimitiveList/<list>`.
 *
 * Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 * Where that text is silent it does what a real API server was seen to do: a new item without `$setElementOrder` goes
 * before the items that only the server has, and `$patch` in an object that is not there yet is kept as it came
 * (decoding drops it where the type has no such member).
 */
import { failure, isJsonObject, type JsonObject, type JsonValue, type Result, success } from '../../base/index.ts'
import { type FieldType, fieldsOf } from '../schema/field-type.ts'
import { type ListMerge, strategicMergeOf } from '../schema/list-keys.ts'
import { deepEqual } from './deep-equal.ts'

const ORDER = '$setElementOrder/'
const DELETE_FROM = '$deleteFromPrimitiveList/'
const RETAIN = '$retainKeys'
const DIRECTIVE = '$patch'

/** Thrown inside this file only; the caller gets a value. */
class PatchProblem extends Error {}

/** @param typeName such as `V1Pod`; a type that the table does not know is merged as a plain merge patch */
export function strategicMergePatch(typeName: string, current: JsonObject, patch: JsonObject): Result<JsonObject, string> {
  try {
    return success(mergeObject(typeName, current, patch))
  } catch (error) {
    if (error instanceof PatchProblem) return failure(error.message)
    throw error
  }
}

function mergeObject(typeName: string | undefined, current: JsonObject, patch: JsonObject): JsonObject {
  const directive = patch[DIRECTIVE]
  if (directive === 'replace') return without(patch, DIRECTIVE)
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge') {
    throw new PatchProblem(`Unrecognized directive: ${JSON.stringify(directive)} in map: ${goMap(patch)}`)
  }
  const result = new Map<string, JsonValue>(Object.entries(retained(current, patch)))
  for (const [name, value] of Object.entries(patch)) mergeMember(typeName, name, value, patch, result)
  for (const [name, order] of Object.entries(patch)) {
    if (!name.startsWith(ORDER) || typeName === undefined) continue
    const field = name.slice(ORDER.length)
    if (patch[field] === undefined) reorder(typeName, field, result, order)
  }
  return Object.fromEntries(result)
}

function mergeMember(
  typeName: string | undefined,
  name: string,
  value: JsonValue,
  patch: JsonObject,
  result: Map<string, JsonValue>,
): void {
  if (name === DIRECTIVE || name === RETAIN || name.startsWith(ORDER)) return
  if (name.startsWith(DELETE_FROM)) {
    const field = name.slice(DELETE_FROM.length)
    result.set(field, deleteScalars(result.get(field), value))
  } else if (value === null) result.delete(name)
  else {
    const type = typeName === undefined ? undefined : fieldsOf(typeName)?.get(name)
    result.set(name, mergeField(typeName, name, type, result.get(name), value, patch[ORDER + name]))
  }
}

/** `$retainKeys`: only these members of what stands there survive. */
function retained(current: JsonObject, patch: JsonObject): JsonObject {
  const keys = patch[RETAIN]
  if (keys === undefined) return current
  if (!Array.isArray(keys)) throw new PatchProblem(`${RETAIN} must be a list`)
  for (const [name, value] of Object.entries(patch)) {
    if (!name.startsWith('$') && value !== null && !keys.includes(name)) {
      throw new PatchProblem(`"${RETAIN}" directive: ${name} is in the patch but not in the list`)
    }
  }
  return Object.fromEntries(Object.entries(current).filter(([name]) => keys.includes(name)))
}

function mergeField(
  typeName: string | undefined,
  name: string,
  type: FieldType | undefined,
  current: JsonValue | undefined,
  value: JsonValue,
  order: JsonValue | undefined,
): JsonValue {
  if (Array.isArray(value)) {
    const merge = typeName === undefined ? undefined : strategicMergeOf(typeName, name)
    if (merge === undefined) return value
    return mergeList(itemType(type), merge, Array.isArray(current) ? current : [], value, order)
  }
  if (!isJsonObject(value)) return value
  if (!isJsonObject(current)) return withoutNulls(value)
  return mergeObject(type?.kind === 'message' ? type.name : undefined, current, value)
}

function itemType(type: FieldType | undefined): string | undefined {
  return type?.kind === 'list' && type.item.kind === 'message' ? type.item.name : undefined
}

function mergeList(
  typeName: string | undefined,
  merge: ListMerge,
  current: readonly JsonValue[],
  patch: readonly JsonValue[],
  order: JsonValue | undefined,
): JsonValue[] {
  const { key } = merge
  if (key === undefined) return mergeScalars(current, patch, order)
  if (patch.some((item) => isJsonObject(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter((item) => !(isJsonObject(item) && item[DIRECTIVE] === 'replace'))
  }
  const touched: JsonValue[] = []
  let rest = [...current]
  for (const item of patch) {
    const id = keyOf(item, key)
    const standing = rest.find((candidate) => deepEqual(keyOf(candidate, key), id))
    const was = standing ?? touched.find((candidate) => deepEqual(keyOf(candidate, key), id))
    rest = rest.filter((candidate) => candidate !== standing)
    if (isJsonObject(item) && item[DIRECTIVE] === 'delete') continue
    const merged = mergeItem(typeName, was, item)
    const index = was === undefined ? -1 : touched.indexOf(was)
    if (index >= 0) touched[index] = merged
    else touched.push(merged)
  }
  const idOf = (item: JsonValue) => keyOf(item, key)
  return interleave(rest, sortedBy(touched, orderKeys(order, key), idOf), current.map(idOf), idOf)
}

function mergeItem(typeName: string | undefined, current: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch
  return mergeObject(typeName, isJsonObject(current) ? current : {}, patch)
}

function keyOf(item: JsonValue, key: string): JsonValue {
  const id = isJsonObject(item) ? item[key] : undefined
  if (id === undefined) throw new PatchProblem(`map: ${goMap(item)} does not contain declared merge key: ${key}`)
  return id
}

function mergeScalars(current: readonly JsonValue[], patch: readonly JsonValue[], order: JsonValue | undefined): JsonValue[] {
  const same = (item: JsonValue) => item
  const rest = current.filter((item) => !patch.some((added) => deepEqual(added, item)))
  const added = patch.filter((item, index) => patch.findIndex((other) => deepEqual(other, item)) === index)
  return interleave(rest, sortedBy(added, Array.isArray(order) ? order : undefined, same), current, same)
}

function deleteScalars(current: JsonValue | undefined, removed: JsonValue): JsonValue {
  if (!Array.isArray(removed)) throw new PatchProblem(`${DELETE_FROM} must be a list`)
  const list = Array.isArray(current) ? current : []
  return list.filter((item) => !removed.some((other) => deepEqual(other, item)))
}

/** A `$setElementOrder` without items of its own: items are only put into that order. */
function reorder(typeName: string, field: string, result: Map<string, JsonValue>, order: JsonValue): void {
  const merge = strategicMergeOf(typeName, field)
  const list = result.get(field)
  if (merge === undefined || !Array.isArray(list)) return
  const { key } = merge
  const idOf = key === undefined ? (item: JsonValue) => item : (item: JsonValue) => keyOf(item, key)
  const keys = (key === undefined ? (Array.isArray(order) ? order : undefined) : orderKeys(order, key)) ?? []
  const named = list.filter((item) => indexOf(keys, idOf(item)) >= 0)
  const rest = list.filter((item) => indexOf(keys, idOf(item)) < 0)
  result.set(field, interleave(rest, sortedBy(named, keys, idOf), list.map(idOf), idOf))
}

function orderKeys(order: JsonValue | undefined, key: string): JsonValue[] | undefined {
  return Array.isArray(order) ? order.map((item) => keyOf(item, key)) : undefined
}

type IdOf = (item: JsonValue) => JsonValue

function sortedBy(items: readonly JsonValue[], order: readonly JsonValue[] | undefined, idOf: IdOf): JsonValue[] {
  if (order === undefined) return [...items]
  return [...items].sort((left, right) => indexOf(order, idOf(left)) - indexOf(order, idOf(right)))
}

function indexOf(order: readonly JsonValue[], id: JsonValue): number {
  return order.findIndex((candidate) => deepEqual(candidate, id))
}

/** Server-only items keep their live place before patched items that were behind them; all else comes patch first. */
function interleave(
  rest: readonly JsonValue[],
  patched: readonly JsonValue[],
  live: readonly JsonValue[],
  idOf: IdOf,
): JsonValue[] {
  const result: JsonValue[] = []
  let next = 0
  for (const item of patched) {
    const place = indexOf(live, idOf(item))
    while (next < rest.length && place >= 0) {
      const other = rest[next]
      if (other === undefined || indexOf(live, idOf(other)) > place) break
      result.push(other)
      next++
    }
    result.push(item)
  }
  return [...result, ...rest.slice(next)]
}

function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([member]) => member !== name))
}

function withoutNulls(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([name, member]) => [name, isJsonObject(member) ? withoutNulls(member) : member]))
}

/** A map as Go prints it, which is how this problem has always been worded. */
function goMap(value: JsonValue): string {
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `map[${members.map(([name, member]) => `${name}:${isJsonObject(member) ? goMap(member) : String(member)}`).join(' ')}]`
}
