/**
 * How a proof shows each condition operator: which value of the policy is put beside the request's, and whether it
 * makes sense to point at the first character that differs.
 * `OPERATOR_EXPLAINERS` has exactly one explainer per operator: an operator without one does not compile.
 */
import type { ConditionOperator } from '../language/operators.ts'

export interface OperatorExplainer {
  /** Read between the key and the policy's value: `sub` _must be_ `x`. */
  readonly says: string
  /** Texts that differ in a character are worth pointing at; numbers and addresses are not. */
  readonly pointsAtDifference: boolean
}

const texts = (says: string): OperatorExplainer => ({ says, pointsAtDifference: true })
const values = (says: string): OperatorExplainer => ({ says, pointsAtDifference: false })

export const OPERATOR_EXPLAINERS: Readonly<Record<ConditionOperator, OperatorExplainer>> = {
  StringEquals: texts('must be'),
  StringNotEquals: values('must not be'),
  StringEqualsIgnoreCase: texts('must be (in any case)'),
  StringNotEqualsIgnoreCase: values('must not be (in any case)'),
  StringLike: texts('must be like'),
  StringNotLike: values('must not be like'),
  NumericEquals: values('must be'),
  NumericNotEquals: values('must not be'),
  NumericLessThan: values('must be less than'),
  NumericLessThanEquals: values('must be at most'),
  NumericGreaterThan: values('must be more than'),
  NumericGreaterThanEquals: values('must be at least'),
  DateEquals: values('must be'),
  DateNotEquals: values('must not be'),
  DateLessThan: values('must be before'),
  DateLessThanEquals: values('must be at or before'),
  DateGreaterThan: values('must be after'),
  DateGreaterThanEquals: values('must be at or after'),
  Bool: values('must be'),
  BinaryEquals: values('must be the bytes'),
  IpAddress: values('must be within'),
  NotIpAddress: values('must not be within'),
  ArnEquals: texts('must be like'),
  ArnLike: texts('must be like'),
  ArnNotEquals: values('must not be like'),
  ArnNotLike: values('must not be like'),
  Null: values('must be absent:'),
}
