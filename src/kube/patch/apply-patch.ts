/**
 * Server-side apply's merge: what is applied wins, keyed lists merge by their keys, everything else is replaced whole.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/index.ts'
import { type FieldType, fieldsOf } from '../schema/field-type.ts'
import { applyKeysOf, isAtomic, KEY_DEFAULTS } from '../schema/list-keys.ts'
import { deepEqual } from './deep-equal.ts'

/** @param typeName such as `V1Pod`. Neither argument is changed. */
export function applyPatch(typeName: string, current: JsonObject, applied: JsonObject): JsonObject {
  return applyObject(typeName, current, applied)
}

function applyObject(typeName: string | undefined, current: JsonObject, applied: JsonObject): JsonObject {
  const result = new Map<string, JsonValue>(Object.entries(current))
  const fields = typeName === undefined ? undefined : fieldsOf(typeName)
  for (const [name, value] of Object.entries(applied)) {
    if (value === null) continue
    result.set(name, applyField(typeName ?? '', name, fields?.get(name), result.get(name), value))
  }
  return Object.fromEntries(result)
}

function applyField(
  typeName: string,
  name: string,
  type: FieldType | undefined,
  current: JsonValue | undefined,
  applied: JsonValue,
): JsonValue {
  const message = type?.kind === 'message' ? type.name : undefined
  if (Array.isArray(applied)) {
    const keys = applyKeysOf(typeName, name)
    if (keys === undefined) return applied
    return applyList(itemType(type), keys, Array.isArray(current) ? current : [], applied)
  }
  if (!isJsonObject(applied) || isAtomic(typeName, name, message) || !isJsonObject(current)) return applied
  return applyObject(message, current, applied)
}

function itemType(type: FieldType | undefined): string | undefined {
  return type?.kind === 'list' && type.item.kind === 'message' ? type.item.name : undefined
}

function applyList(
  typeName: string | undefined,
  keys: readonly string[],
  current: readonly JsonValue[],
  applied: readonly JsonValue[],
): JsonValue[] {
  const result = [...current]
  for (const item of applied) {
    const id = listItemKey(item, keys)
    const index = result.findIndex((standing) => deepEqual(listItemKey(standing, keys), id))
    const standing = result[index]
    if (index < 0) result.push(item)
    else if (isJsonObject(item) && isJsonObject(standing)) result[index] = applyObject(typeName, standing, item)
  }
  return result
}

/** What tells an item of a keyed list apart; the item itself in a set. */
export function listItemKey(item: JsonValue, keys: readonly string[]): JsonValue {
  if (keys.length === 0 || !isJsonObject(item)) return item
  return keys.map((key) => item[key] ?? KEY_DEFAULTS[key] ?? null)
}
