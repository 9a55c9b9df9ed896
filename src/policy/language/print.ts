/**
 * A policy document back as JSON, in the form in which it was written: a scalar stays a scalar, a single statement
 * stays without a list. Numbers and booleans of conditions come back as strings, which mean the same.
 */
import type { JsonObject, JsonValue } from '../../base/index.ts'
import type { Clause, ConditionClause, PolicyDocument, PolicyText, PrincipalEntry, Statement } from './document.ts'

export function printDocument(document: PolicyDocument): JsonObject {
  const [first] = document.statements
  const statements = document.statements.map(printStatement)
  return {
    Version: document.version,
    ...(document.id === undefined ? {} : { Id: document.id }),
    Statement: first?.path === '/Statement' ? printStatement(first) : statements,
  }
}

export function printStatement(statement: Statement): JsonObject {
  const { principals, actions, resources, conditions } = statement
  return {
    ...(statement.sid === undefined ? {} : { Sid: statement.sid }),
    Effect: statement.effect,
    ...(principals === undefined ? {} : { [elementName('Principal', principals)]: printPrincipals(principals) }),
    [elementName('Action', actions)]: printTexts(actions.values, actions.path),
    ...(resources === undefined ? {} : { [elementName('Resource', resources)]: printTexts(resources.values, resources.path) }),
    ...(conditions.length === 0 ? {} : { Condition: printConditions(conditions) }),
  }
}

/** `Action` or `NotAction`, as the clause was written. */
export function elementName(name: 'Principal' | 'Action' | 'Resource', clause: Clause): string {
  return clause.negated ? `Not${name}` : name
}

/** One text that stands at its element's own path was written without a list. */
export function printTexts(values: readonly PolicyText[], path: string): JsonValue {
  const [only] = values
  return values.length === 1 && only !== undefined && only.path === path ? only.text : values.map(({ text }) => text)
}

function printPrincipals(clause: Clause<PrincipalEntry>): JsonValue {
  const everyone = clause.values.find(({ type }) => type === '*')
  if (everyone !== undefined) return everyone.text
  const byType: JsonObject = {}
  for (const { type } of clause.values) {
    byType[type] = printTexts(
      clause.values.filter((entry) => entry.type === type),
      `${clause.path}/${type}`,
    )
  }
  return byType
}

function printConditions(conditions: readonly ConditionClause[]): JsonObject {
  const byOperator: Record<string, JsonObject> = {}
  for (const clause of conditions) {
    byOperator[clause.spelled] = { ...byOperator[clause.spelled], [clause.key]: printTexts(clause.values, clause.path) }
  }
  return byOperator
}
