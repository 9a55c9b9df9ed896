/** Reading and filling members of objects whose shape the table of known fields has already checked. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/index.ts'

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

/** The object in a member, made and stored if there is none. */
export function ensureObject(holder: { [member: string]: unknown }, name: string): JsonObject {
  const value = holder[name]
  if (isJsonObject(value)) return value
  const made: JsonObject = {}
  holder[name] = made
  return made
}

/** Fills in members that are absent. */
export function fillIn(holder: JsonObject, defaults: Readonly<Record<string, JsonValue>>): void {
  for (const [name, value] of Object.entries(defaults)) {
    if (holder[name] === undefined) holder[name] = structuredClone(value)
  }
}
