/**
 * One key of a `Condition` element made into a closure over the request's context: how its values are combined, and
 * what a missing key means.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 * and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
import type { ConditionClause } from '../language/document.ts'
import type { RequestContext } from '../request.ts'
import { OPERATOR_RULES } from './operator-rules.ts'
import type { TextTest } from './text-test.ts'
import { anyTest } from './text-test.ts'

export type ConditionTest = (context: RequestContext) => boolean

type ContextValue = string | readonly string[]

/** Does any value of the policy fit this value of the request? */
function valueTest(clause: ConditionClause, variables: boolean): TextTest {
  const { test } = OPERATOR_RULES[clause.operator]
  const literal = literalSet(clause, variables)
  if (literal !== undefined) return (text) => literal.has(text)
  return anyTest(clause.values.map(({ text }) => test(text, variables) ?? never))
}

/** `parsePolicy` refuses values that are none of their operator's type, so that this is never reached from a document. */
const never: TextTest = () => false

/** Long lists of plain strings (accounts, service accounts) are looked up instead of walked through. */
function literalSet(clause: ConditionClause, variables: boolean): ReadonlySet<string> | undefined {
  const exact = clause.operator === 'StringEquals' || clause.operator === 'StringNotEquals'
  if (!exact || clause.values.length < 8) return undefined
  if (variables && clause.values.some(({ text }) => text.includes('${'))) return undefined
  return new Set(clause.values.map(({ text }) => text))
}

export function conditionTest(clause: ConditionClause, variables: boolean): ConditionTest {
  const { lookup, ifExists } = clause
  if (clause.operator === 'Null') return presenceTest(clause)
  const fits = valueTest(clause, variables)
  const { negated } = OPERATOR_RULES[clause.operator]
  const missing = ifExists || outcomeWhenMissing(clause, negated)
  if (clause.set === 'ForAllValues') {
    return (context) => {
      const value = context[lookup]
      return isMissing(value) ? missing : isNothing(value) || everyValue(value, context, fits, negated)
    }
  }
  if (clause.set === 'ForAnyValue') {
    return (context) => {
      const value = context[lookup]
      return isMissing(value) ? missing : !isNothing(value) && someValue(value, context, fits, negated)
    }
  }
  return (context) => {
    const value = context[lookup]
    return isMissing(value) ? missing : someValue(value, context, fits, false) !== negated
  }
}

/** A key without any value is no key; a key with an empty value is one. */
function isMissing(value: ContextValue | undefined): value is undefined {
  return value === undefined || (value.length === 0 && value !== '')
}

/** Positive operators are false without a key, negated ones true; the set operators have their own rule. */
function outcomeWhenMissing(clause: ConditionClause, negated: boolean): boolean {
  if (clause.set === 'ForAllValues') return true
  return clause.set === 'ForAnyValue' ? false : negated
}

/** An empty list, or only empty strings: a null data set. */
function isNothing(value: ContextValue): boolean {
  return typeof value === 'string' ? value === '' : value.every((item) => item === '')
}

function someValue(value: ContextValue, context: RequestContext, fits: TextTest, negated: boolean): boolean {
  if (typeof value === 'string') return fits(value, context) !== negated
  for (const item of value) if (fits(item, context) !== negated) return true
  return false
}

function everyValue(value: ContextValue, context: RequestContext, fits: TextTest, negated: boolean): boolean {
  if (typeof value === 'string') return fits(value, context) !== negated
  for (const item of value) if (fits(item, context) === negated) return false
  return true
}

/** `Null`: `true` wants the key absent (or without a value), `false` wants it there. */
function presenceTest(clause: ConditionClause): ConditionTest {
  const absent = clause.values.some(({ text }) => text.toLowerCase() === 'true')
  const present = clause.values.some(({ text }) => text.toLowerCase() === 'false')
  const { lookup } = clause
  return (context) => {
    const value = context[lookup]
    return isMissing(value) || isNothing(value) ? absent : present
  }
}
