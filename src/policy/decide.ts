/**
 * The fast path: only the answer. `explain` gives the same answer with its proof.
 * What it allocates does not grow with the policies.
 */
import type { Effect, PolicyLayer } from './decision.ts'
import type { Strength } from './engine/principal-test.ts'
import { STRENGTH } from './engine/principal-test.ts'
import type { Question } from './engine/program.ts'
import { programOf, statementFits } from './engine/program.ts'
import { refusingLayer } from './engine/verdict.ts'
import type { NamedPolicy, PolicyLayers } from './layers.ts'
import type { AccessRequest, PrincipalIdentity } from './request.ts'

/** Explicit Deny in any layer wins; then every layer that must allow has to. */
export function decide(request: AccessRequest, layers: PolicyLayers): Effect {
  const question: Question = { action: request.action.toLowerCase(), resource: request.resource, context: request.context }
  const { principal } = request
  if (deniedAnywhere(question, principal, layers)) return 'explicit-deny'
  const ask = (_layer: PolicyLayer, policies: readonly NamedPolicy[]): Strength => strongestAllow(question, principal, policies)
  return refusingLayer(principal, request.resourceAccountId, layers, ask) === undefined ? 'allow' : 'implicit-deny'
}

function deniedAnywhere(question: Question, principal: PrincipalIdentity, layers: PolicyLayers): boolean {
  return (
    denies(question, principal, layers.trust) ||
    anyDenies(question, principal, layers.identity) ||
    anyDenies(question, principal, layers.resource) ||
    denies(question, principal, layers.boundary) ||
    anyDenies(question, principal, layers.session) ||
    anyDenies(question, principal, layers.scp) ||
    anyDenies(question, principal, layers.rcp)
  )
}

function anyDenies(question: Question, principal: PrincipalIdentity, policies: readonly NamedPolicy[] | undefined): boolean {
  if (policies === undefined) return false
  for (const policy of policies) if (denies(question, principal, policy)) return true
  return false
}

function denies(question: Question, principal: PrincipalIdentity, policy: NamedPolicy | undefined): boolean {
  if (policy === undefined) return false
  for (const statement of programOf(policy.policy).denies) {
    const named = statement.principal === undefined || statement.principal(principal) > STRENGTH.none
    if (named && statementFits(statement, question)) return true
  }
  return false
}

function strongestAllow(question: Question, principal: PrincipalIdentity, policies: readonly NamedPolicy[]): Strength {
  let strongest: Strength = STRENGTH.none
  for (const { policy } of policies) {
    for (const statement of programOf(policy).allows) {
      const strength = statement.principal === undefined ? STRENGTH.direct : statement.principal(principal)
      if (strength > strongest && statementFits(statement, question)) {
        if (strength === STRENGTH.direct) return strength
        strongest = strength
      }
    }
  }
  return strongest
}
