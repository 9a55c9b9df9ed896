/**
 * What each condition operator compares: the compiler of one policy value into a test of one request value.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * `OPERATOR_RULES` has exactly one rule per operator: an operator without a rule does not compile.
 * A rule is stated positively; `negated` operators are the opposite of it (none of the values fits).
 */
import type { ConditionOperator } from '../language/operators.ts'
import { arnConditionTest } from './arn-pattern.ts'
import { fillIn, hasVariables, literalOf, readPattern } from './pattern.ts'
import type { TextTest } from './text-test.ts'
import { patternTest } from './text-test.ts'
import type { AddressRange } from './values.ts'
import { inRange, readAddress, readBoolean, readBytes, readDate, readNumber, readRange } from './values.ts'

export interface OperatorRule {
  /** Which kind of value it compares, as the documentation groups them. */
  readonly family: 'string' | 'numeric' | 'date' | 'boolean' | 'binary' | 'address' | 'arn' | 'presence'
  readonly negated: boolean
  /**
   * The test for one value of the policy, or `undefined` if the value is none of its type. `variables` says whether
   * `${...}` is a variable; only strings, ARNs and booleans know them.
   */
  readonly test: (value: string, variables: boolean) => TextTest | undefined
}

const stringEquals = (value: string, variables: boolean): TextTest | undefined => {
  const pattern = readPattern(value, { wildcards: false, variables })
  return pattern === undefined ? undefined : patternTest(pattern)
}

const stringLike = (value: string, variables: boolean): TextTest | undefined => {
  const pattern = readPattern(value, { wildcards: true, variables })
  return pattern === undefined ? undefined : patternTest(pattern)
}

const stringEqualsIgnoreCase = (value: string, variables: boolean): TextTest | undefined => {
  const pattern = readPattern(value, { wildcards: false, variables })
  if (pattern === undefined) return undefined
  const literal = literalOf(pattern)?.toLowerCase()
  if (literal !== undefined) return (text) => text.toLowerCase() === literal
  return (text, context) => fillIn(pattern, context)?.toLowerCase() === text.toLowerCase()
}

/** Requests in a row bring the same address and time, and every statement asks for them: the last reading is kept. */
function lastReading<Value>(read: (text: string) => Value | undefined): (text: string) => Value | undefined {
  let last = { text: '', value: read('') }
  return (text) => {
    if (text !== last.text) last = { text, value: read(text) }
    return last.value
  }
}

type Compare<Value> = (request: Value, policy: Value) => boolean

/** Compares what a reader makes of both texts; a request value that is not of the type fits nothing. */
function compared<Value>(read: (text: string) => Value | undefined, compare: Compare<Value>): OperatorRule['test'] {
  const readRequest = lastReading(read)
  return (value) => {
    const policy = read(value)
    if (policy === undefined) return undefined
    return (text) => {
      const request = readRequest(text)
      return request !== undefined && compare(request, policy)
    }
  }
}

const booleanEquals: OperatorRule['test'] = (value, variables) => {
  const pattern = readPattern(value, { wildcards: false, variables })
  if (pattern === undefined) return undefined
  if (hasVariables(pattern)) {
    return (text, context) => {
      const wanted = readBoolean(fillIn(pattern, context) ?? '')
      return wanted !== undefined && readBoolean(text) === wanted
    }
  }
  const wanted = readBoolean(value)
  return wanted === undefined ? undefined : (text) => readBoolean(text) === wanted
}

const readRequestAddress = lastReading(readAddress)

const addressWithin: OperatorRule['test'] = (value) => {
  const range: AddressRange | undefined = readRange(value)
  if (range === undefined) return undefined
  return (text) => {
    const address = readRequestAddress(text)
    return address !== undefined && inRange(address, range)
  }
}

const equal = (request: number, policy: number): boolean => request === policy
const less = (request: number, policy: number): boolean => request < policy
const lessOrEqual = (request: number, policy: number): boolean => request <= policy
const greater = (request: number, policy: number): boolean => request > policy
const greaterOrEqual = (request: number, policy: number): boolean => request >= policy

/** The texts `true` (the key must be absent) and `false` (it must be there); presence is asked before any value is. */
const presence: OperatorRule['test'] = (value) => {
  const absent = readBoolean(value)
  return absent === undefined ? undefined : () => !absent
}

export const OPERATOR_RULES: Readonly<Record<ConditionOperator, OperatorRule>> = {
  StringEquals: { family: 'string', negated: false, test: stringEquals },
  StringNotEquals: { family: 'string', negated: true, test: stringEquals },
  StringEqualsIgnoreCase: { family: 'string', negated: false, test: stringEqualsIgnoreCase },
  StringNotEqualsIgnoreCase: { family: 'string', negated: true, test: stringEqualsIgnoreCase },
  StringLike: { family: 'string', negated: false, test: stringLike },
  StringNotLike: { family: 'string', negated: true, test: stringLike },
  NumericEquals: { family: 'numeric', negated: false, test: compared(readNumber, equal) },
  NumericNotEquals: { family: 'numeric', negated: true, test: compared(readNumber, equal) },
  NumericLessThan: { family: 'numeric', negated: false, test: compared(readNumber, less) },
  NumericLessThanEquals: { family: 'numeric', negated: false, test: compared(readNumber, lessOrEqual) },
  NumericGreaterThan: { family: 'numeric', negated: false, test: compared(readNumber, greater) },
  NumericGreaterThanEquals: { family: 'numeric', negated: false, test: compared(readNumber, greaterOrEqual) },
  DateEquals: { family: 'date', negated: false, test: compared(readDate, equal) },
  DateNotEquals: { family: 'date', negated: true, test: compared(readDate, equal) },
  DateLessThan: { family: 'date', negated: false, test: compared(readDate, less) },
  DateLessThanEquals: { family: 'date', negated: false, test: compared(readDate, lessOrEqual) },
  DateGreaterThan: { family: 'date', negated: false, test: compared(readDate, greater) },
  DateGreaterThanEquals: { family: 'date', negated: false, test: compared(readDate, greaterOrEqual) },
  Bool: { family: 'boolean', negated: false, test: booleanEquals },
  BinaryEquals: { family: 'binary', negated: false, test: compared(readBytes, (request, policy) => request === policy) },
  IpAddress: { family: 'address', negated: false, test: addressWithin },
  NotIpAddress: { family: 'address', negated: true, test: addressWithin },
  ArnEquals: { family: 'arn', negated: false, test: arnConditionTest },
  ArnLike: { family: 'arn', negated: false, test: arnConditionTest },
  ArnNotEquals: { family: 'arn', negated: true, test: arnConditionTest },
  ArnNotLike: { family: 'arn', negated: true, test: arnConditionTest },
  Null: { family: 'presence', negated: false, test: presence },
}
