/**
 * One problem with one field, in the words that `kubectl` shows. A rejected object is answered with all of them (422).
 * Source of reasons: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ (StatusCause).
 */

export interface FieldProblem {
  readonly reason: string
  /** Such as `spec.containers[0].name`. */
  readonly field: string
  readonly message: string
}

export const problem = {
  required: (field: string, detail = ''): FieldProblem => ({
    reason: 'FieldValueRequired',
    field,
    message: detail === '' ? 'Required value' : `Required value: ${detail}`,
  }),
  invalid: (field: string, value: unknown, detail: string): FieldProblem => ({
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${JSON.stringify(value) ?? 'null'}: ${detail}`,
  }),
  notSupported: (field: string, value: unknown, supported: readonly string[]): FieldProblem => ({
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((each) => JSON.stringify(each)).join(', ')}`,
  }),
  duplicate: (field: string, value: unknown): FieldProblem => ({
    reason: 'FieldValueDuplicate',
    field,
    message: `Duplicate value: ${JSON.stringify(value)}`,
  }),
  notFound: (field: string, value: unknown): FieldProblem => ({
    reason: 'FieldValueNotFound',
    field,
    message: `Not found: ${JSON.stringify(value)}`,
  }),
  forbidden: (field: string, detail: string): FieldProblem => ({
    reason: 'FieldValueForbidden',
    field,
    message: `Forbidden: ${detail}`,
  }),
  tooLong: (field: string, limitBytes: number): FieldProblem => ({
    reason: 'FieldValueTooLong',
    field,
    message: `Too long: may not be more than ${limitBytes} bytes`,
  }),
} as const
