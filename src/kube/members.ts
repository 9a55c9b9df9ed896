/** Reading members of objects whose shape somebody has already checked: a member of another type counts as absent. */
import { isJsonObject, type JsonObject } from '../base/index.ts'

/** The object in a member; an empty one, which is not stored, if there is none. */
export function objectIn(holder: unknown, name: string): JsonObject {
  const value = isJsonObject(holder) ? holder[name] : undefined
  return isJsonObject(value) ? value : {}
}

/** The objects in a list member. */
export function objectsIn(holder: unknown, name: string): readonly JsonObject[] {
  const value = isJsonObject(holder) ? holder[name] : undefined
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

export function stringIn(holder: unknown, name: string): string {
  const value = isJsonObject(holder) ? holder[name] : undefined
  return typeof value === 'string' ? value : ''
}

export function numberIn(holder: unknown, name: string): number | undefined {
  const value = isJsonObject(holder) ? holder[name] : undefined
  return typeof value === 'number' ? value : undefined
}
