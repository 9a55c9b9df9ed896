/** A patch of a pod: additions only (RFC 6902). */
import type { JsonObject, JsonValue } from '../base/index.ts'

export interface AddOperation extends JsonObject {
  op: 'add'
  path: string
  value: JsonValue
}

export interface PodPatch {
  readonly operations: readonly AddOperation[]
  /** For the user: what was left as it was although it will not work. */
  readonly warnings: readonly string[]
}
