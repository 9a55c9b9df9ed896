/**
 * Slips of form that IAM answers in words that do not help, or does not notice at all.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import type { Rule } from './rule.ts'

const OPERATOR_IN_STATEMENT =
  /^\/Statement(?:\/\d+)?\/((?:ForAnyValue:|ForAllValues:)?(?:(?:String|Numeric|Date|Arn|Binary)[A-Za-z]+|Bool|(?:Not)?IpAddress|Null)(?:IfExists)?)$/

export const operatorOutsideCondition: Rule = {
  id: 'TP16',
  about: 'both',
  check: ({ reading }) =>
    reading.problems.flatMap(({ path, position }) => {
      const operator = OPERATOR_IN_STATEMENT.exec(path)?.[1]
      if (operator === undefined) return []
      const message = `the operator ${operator} stands in the statement itself`
      return [{ at: position, message, fix: `put it inside "Condition": { "${operator}": { ... } }` }]
    }),
}

export const repeatedKey: Rule = {
  id: 'TP17',
  about: 'both',
  check: ({ reading }) =>
    reading.repeated.map(({ name, position }) => ({
      at: position,
      message: `"${name}" is there twice in one object: most programs keep only the last and drop what the first one asked for`,
      fix: 'join both into one member',
    })),
}
