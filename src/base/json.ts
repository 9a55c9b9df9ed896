/** JSON as a type, for documents that come from outside and are kept as they are. */

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject

export interface JsonObject {
  [member: string]: JsonValue
}

/** True for a plain JSON object: neither `null`, nor a list, nor a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
