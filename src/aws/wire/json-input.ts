/**
 * The bodies of the JSON protocols, from bytes to plain values.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 * Refuses what is not UTF-8, not JSON, not an object, or nested deeper than any honest client does.
 */
import { failure, isJsonObject, type JsonObject, type JsonValue, LIMITS, type Result, success } from '../../base/index.ts'

export type JsonProblem = 'not-utf8' | 'not-json' | 'not-an-object' | 'too-deep'

/** An empty body is an empty object, as AWS has it. */
export function decodeJsonBody(body: Uint8Array): Result<JsonObject, JsonProblem> {
  const text = utf8Text(body)
  if (text === undefined) return failure('not-utf8')
  if (text.trim() === '') return success({})
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
  } catch (error) {
    if (error instanceof SyntaxError) return failure('not-json')
    throw error
  }
  if (!isJsonObject(value)) return failure('not-an-object')
  return withinDepth(value, LIMITS.json.depth) ? success(value) : failure('too-deep')
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The text of UTF-8 bytes, or `undefined` if they are none. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function withinDepth(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (!withinDepth(member, depth - 1)) return false
  }
  return true
}
