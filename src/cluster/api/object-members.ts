/** Filling members of objects whose shape the table of known fields has already checked; reading them is `kube`'s. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/index.ts'

export { numberIn, objectIn, objectsIn, stringIn } from '../../kube/index.ts'

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
