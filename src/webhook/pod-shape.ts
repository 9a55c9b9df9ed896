/**
 * A pod from outside, read only as far as the patch needs it. The API server sends well-formed pods; anything else is
 * a problem with a name, never an exception.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/index.ts'

/** Thrown inside `patchPod` and caught there: what in the pod is of the wrong type. */
export class PodShapeError extends Error {}

/** An object; absent and null are an empty one, as Go has it. */
export function objectAt(value: JsonValue | undefined, path: string): JsonObject {
  if (value === undefined || value === null) return {}
  if (isJsonObject(value)) return value
  throw new PodShapeError(`${path} is not an object`)
}

/** A list; absent and null are an empty one. */
export function listAt(value: JsonValue | undefined, path: string): readonly JsonValue[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw new PodShapeError(`${path} is not a list`)
}

/** A member of an object by its own name, never one that objects inherit. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

export function textAt(object: JsonObject, name: string): string | undefined {
  const value = member(object, name)
  return typeof value === 'string' ? value : undefined
}
