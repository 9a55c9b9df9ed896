/**
 * The input shapes of operations: what a request may hold, with the constraints of AWS's own models.
 * A shape is a value; `readInput` (read-input.ts) checks a decoded request against it, whatever the protocol.
 * INVARIANT (nothing swallowed): a member that the shape does not list is refused by name.
 */

export interface StringShape {
  readonly kind: 'string'
  readonly min?: number
  readonly max?: number
  /** As AWS prints it in `Member must satisfy regular expression pattern: ...`; anchored by us. */
  readonly pattern?: string
  readonly oneOf?: readonly string[]
  /** Never echoed in a message. */
  readonly sensitive?: boolean
}

export interface IntegerShape {
  readonly kind: 'integer'
  readonly min?: number
  readonly max?: number
}

export interface BooleanShape {
  readonly kind: 'boolean'
}

export interface TimestampShape {
  readonly kind: 'timestamp'
}

export interface BlobShape {
  readonly kind: 'blob'
  readonly max?: number
}

export interface ListShape {
  readonly kind: 'list'
  readonly member: Shape
  readonly min?: number
  readonly max?: number
}

export interface MapShape {
  readonly kind: 'map'
  readonly value: Shape
  readonly max?: number
}

export interface StructureShape {
  readonly kind: 'structure'
  readonly members: Readonly<Record<string, Shape & { readonly required?: boolean }>>
}

/** A member that AWS knows and we do not honour: refused by name when present, with this reason. */
export interface RefusedShape {
  readonly kind: 'refused'
  readonly reason: string
}

export type Shape =
  | StringShape
  | IntegerShape
  | BooleanShape
  | TimestampShape
  | BlobShape
  | ListShape
  | MapShape
  | StructureShape
  | RefusedShape

/** The TypeScript type that a shape reads into. Timestamps become epoch milliseconds, blobs bytes. */
export type Read<S> = S extends { kind: 'string'; oneOf: readonly (infer Choice)[] }
  ? Choice
  : S extends { kind: 'string' }
    ? string
    : S extends { kind: 'integer' | 'timestamp' }
      ? number
      : S extends { kind: 'boolean' }
        ? boolean
        : S extends { kind: 'blob' }
          ? Uint8Array
          : S extends { kind: 'list'; member: infer Member }
            ? Read<Member>[]
            : S extends { kind: 'map'; value: infer Value }
              ? Record<string, Read<Value>>
              : S extends { kind: 'structure'; members: infer Members }
                ? ReadMembers<Members>
                : undefined

type ReadMembers<Members> = {
  [Name in keyof Members as Members[Name] extends { required: true } ? Name : never]: Read<Members[Name]>
} & {
  [Name in keyof Members as Members[Name] extends { required: true } ? never : Name]?: Read<Members[Name]>
}
