/**
 * The slow twin of `decide`: the same answer, with its proof.
 * A proof names layer, policy, statement and clause and puts the request's value beside the policy's. It holds only what
 * the request and the policies hold: whoever puts no secret into a request context finds none in a proof.
 */
import type { Decision, PolicyLayer, Step } from './decision.ts'
import type { Strength } from './engine/principal-test.ts'
import { STRENGTH } from './engine/principal-test.ts'
import { programOf } from './engine/program.ts'
import { DENY_ORDER, policiesOf, refusingLayer } from './engine/verdict.ts'
import { diagnoseDeny, diagnoseRefusal } from './explain/diagnose.ts'
import type { StatementTrace, Subject } from './explain/statement-trace.ts'
import { traceStatement } from './explain/statement-trace.ts'
import type { NamedPolicy, PolicyLayers } from './layers.ts'
import type { AccessRequest } from './request.ts'

export function explain(request: AccessRequest, layers: PolicyLayers): Decision {
  const subject: Subject = {
    request,
    question: { action: request.action.toLowerCase(), resource: request.resource, context: request.context },
  }
  const steps: Step[] = []
  const denied = findDeny(subject, layers, steps)
  if (denied !== undefined) {
    return { decision: 'explicit-deny', because: steps, refusedBy: denied.layer, ...diagnoseDeny(request, denied.layer) }
  }
  const traces: StatementTrace[] = []
  const ask = (layer: PolicyLayer, policies: readonly NamedPolicy[]): Strength => {
    const found = traceAllows(subject, layer, policies)
    traces.push(...found)
    for (const trace of found) steps.push(...trace.steps)
    const strongest = found.reduce<Strength>(
      (best, { fits, strength }) => (fits && strength > best ? strength : best),
      STRENGTH.none,
    )
    if (strongest === STRENGTH.none) steps.push({ layer, outcome: 'no-match' })
    return strongest
  }
  const refusedBy = refusingLayer(request.principal, request.resourceAccountId, layers, ask)
  if (refusedBy === undefined) return { decision: 'allow', because: steps }
  const asked = traces.filter(({ layer }) => layer === refusedBy)
  return { decision: 'implicit-deny', because: steps, refusedBy, ...diagnoseRefusal(request, layers, refusedBy, asked) }
}

/** Goes through every Deny until one fits; those that do not are part of the proof all the same. */
function findDeny(subject: Subject, layers: PolicyLayers, steps: Step[]): StatementTrace | undefined {
  for (const layer of DENY_ORDER) {
    for (const { name, policy } of policiesOf(layers, layer)) {
      for (const statement of programOf(policy).denies) {
        const trace = traceStatement(subject, layer, name, statement)
        steps.push(...trace.steps)
        if (trace.fits) return trace
      }
    }
  }
  return undefined
}

function traceAllows(subject: Subject, layer: PolicyLayer, policies: readonly NamedPolicy[]): StatementTrace[] {
  return policies.flatMap(({ name, policy }) =>
    programOf(policy).allows.map((statement) => traceStatement(subject, layer, name, statement)),
  )
}
