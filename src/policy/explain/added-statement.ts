/** The patch that adds a statement to a policy as it is written. */
import type { JsonObject } from '../../base/index.ts'
import type { Fix } from '../decision.ts'
import { programOf } from '../engine/program.ts'
import { printStatement } from '../language/print.ts'
import type { NamedPolicy } from '../layers.ts'

/** A policy with a single statement outside a list gets a list. */
export function addedStatement({ policy }: NamedPolicy, statement: JsonObject): Fix['patch'] {
  const [first] = programOf(policy).document.statements
  if (first?.path !== '/Statement') return [{ op: 'add', path: '/Statement/-', value: statement }]
  return [{ op: 'replace', path: '/Statement', value: [printStatement(first), statement] }]
}
