/**
 * The condition operators by name, and how a `Condition` member spells them: `[ForAnyValue:|ForAllValues:]Name[IfExists]`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

const CONDITION_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
] as const

export type ConditionOperator = (typeof CONDITION_OPERATORS)[number]

/** How the values of a multi-valued key are taken together. */
export type SetOperator = 'ForAnyValue' | 'ForAllValues'

export interface OperatorSpelling {
  readonly operator: ConditionOperator
  readonly set?: SetOperator
  readonly ifExists: boolean
}

const BY_LOWER_NAME: ReadonlyMap<string, ConditionOperator> = new Map(
  CONDITION_OPERATORS.map((operator) => [operator.toLowerCase(), operator]),
)

const SETS: Readonly<Record<string, SetOperator>> = { foranyvalue: 'ForAnyValue', forallvalues: 'ForAllValues' }

/** Understands an operator as it is spelled in a policy (operators ignore case), or `undefined` if there is no such one. */
export function readOperator(spelled: string): OperatorSpelling | undefined {
  const colon = spelled.indexOf(':')
  const set = colon < 0 ? undefined : SETS[spelled.slice(0, colon).toLowerCase()]
  if (colon >= 0 && set === undefined) return undefined
  const name = spelled.slice(colon + 1).toLowerCase()
  const ifExists = name.endsWith('ifexists')
  const operator = BY_LOWER_NAME.get(ifExists ? name.slice(0, -'ifexists'.length) : name)
  // `Null` asks for presence itself: IAM knows no NullIfExists and no set form of it.
  if (operator === undefined || (operator === 'Null' && (ifExists || set !== undefined))) return undefined
  return set === undefined ? { operator, ifExists } : { operator, set, ifExists }
}
