/**
 * A compiled policy from inside: statements as closures, denies apart from allows, beside the tree they come from.
 */
import type { CompiledPolicy } from '../compiled.ts'
import type { PolicyDocument, Statement } from '../language/document.ts'
import type { RequestContext } from '../request.ts'
import type { ConditionTest } from './condition-test.ts'
import type { PrincipalTest } from './principal-test.ts'

/** A request in the form that statements are asked with: made once per decision. */
export interface Question {
  /** Lower case: actions ignore case. */
  readonly action: string
  readonly resource: string
  readonly context: RequestContext
}

export interface CompiledStatement {
  readonly source: Statement
  /** Absent where the kind of policy names no principals: then everyone whom the policy is attached to. */
  readonly principal?: PrincipalTest
  readonly action: (action: string) => boolean
  readonly resource: (resource: string, context: RequestContext) => boolean
  readonly conditions: readonly ConditionTest[]
}

export interface Program extends CompiledPolicy {
  readonly document: PolicyDocument
  /** In the order of the document. */
  readonly statements: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
  readonly denies: readonly CompiledStatement[]
}

/** Only `compilePolicy` makes a `CompiledPolicy`, so that this is what every one of them is. */
export function programOf(policy: CompiledPolicy): Program {
  return policy as Program
}

/** True if action, resource and conditions of the statement fit; who asks is looked at apart. */
export function statementFits(statement: CompiledStatement, question: Question): boolean {
  if (!statement.action(question.action)) return false
  if (!statement.resource(question.resource, question.context)) return false
  for (const condition of statement.conditions) if (!condition(question.context)) return false
  return true
}
