/**
 * What a response body is made of, whatever the protocol: the same form as an operation's output, named here
 * because the wire knows bytes and values and no operations.
 */

export type WireValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | null
  | undefined
  | readonly WireValue[]
  /** A map of the model: its keys are data, not members. */
  | ReadonlyMap<string, WireValue>
  | { readonly [member: string]: WireValue }

export type WireStructure = { readonly [member: string]: WireValue }
