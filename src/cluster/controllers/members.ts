/** Reading members of objects that the API server has validated, and the times it writes: RFC 3339, whole seconds. */
import { isJsonObject, type JsonObject } from '../../base/index.ts'

/** The object in a member; an empty one if there is none. */
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

export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

/** Milliseconds since 1970; `undefined` for what is not a time. */
export function timeIn(holder: unknown, name: string): number | undefined {
  const parsed = Date.parse(stringIn(holder, name))
  return Number.isNaN(parsed) ? undefined : parsed
}
