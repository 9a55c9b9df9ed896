/**
 * Edits to the conditions of one statement, collected into one JSON patch (RFC 6902) against the document as written.
 */
import type { JsonValue } from '../../base/index.ts'
import type { Fix } from '../decision.ts'
import type { ConditionClause, Statement } from '../language/document.ts'
import { printTexts } from '../language/print.ts'
import { pointer } from '../source/problem.ts'
import { nearest } from './difference.ts'

export type Patch = Fix['patch']
type Operation = Patch[number]

export interface ConditionEdit {
  readonly clause: ConditionClause
  readonly operator?: string
  readonly key?: string
  /** Replaces what the clause wants altogether; absent: the values stay. */
  readonly value?: string
  /** The value joins those that are there instead of replacing the nearest. */
  readonly joins?: boolean
}

export function conditionPatch(statement: Statement, edits: readonly ConditionEdit[]): Patch {
  const operators = new Set(statement.conditions.map(({ spelled }) => spelled))
  return edits.flatMap((edit) => editPatch(statement, edit, operators))
}

function editPatch(statement: Statement, edit: ConditionEdit, operators: Set<string>): readonly Operation[] {
  const { clause } = edit
  const operator = edit.operator ?? clause.spelled
  const key = edit.key ?? clause.key
  const value: JsonValue = edit.value ?? printTexts(clause.values, clause.path)
  if (operator === clause.spelled && key === clause.key) return [valueOperation(clause, edit.value ?? '', edit.joins === true)]
  const conditions = pointer(statement.path, 'Condition')
  const place = pointer(conditions, operator)
  const remove: Operation = { op: 'remove', path: clause.path }
  if (operators.has(operator)) return [remove, { op: 'add', path: pointer(place, key), value }]
  operators.add(operator)
  const alone = statement.conditions.filter(({ spelled }) => spelled === clause.spelled).length === 1
  const emptied: Operation = alone ? { op: 'remove', path: pointer(conditions, clause.spelled) } : remove
  return [emptied, { op: 'add', path: place, value: { [key]: value } }]
}

/** Of several values at most the nearest one is touched: the others are there for others. */
function valueOperation(clause: ConditionClause, value: string, joins: boolean): Operation {
  const closest = nearest(clause.values, value)
  if (!joins) return { op: 'replace', path: closest?.path ?? clause.path, value }
  if (closest === undefined || closest.path !== clause.path) return { op: 'add', path: `${clause.path}/-`, value }
  return { op: 'replace', path: clause.path, value: [closest.text, value] }
}
