/** JSON merge patch (RFC 7396): members replace, null removes, lists are replaced whole. Neither argument is changed. */
import { isJsonObject, type JsonValue } from '../../base/index.ts'

export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch
  const result = new Map<string, JsonValue>(isJsonObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name)
    else result.set(name, mergePatch(result.get(name), value))
  }
  return Object.fromEntries(result)
}
