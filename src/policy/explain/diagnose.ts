/**
 * From a refusal to its name in the catalogue of failure modes, and to the smallest edit that would change the answer.
 */
import type { PolicyLayer } from '../decision.ts'
import type { PolicyLayers } from '../layers.ts'
import type { AccessRequest } from '../request.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnosePermission } from './permission-diagnosis.ts'
import type { StatementTrace } from './statement-trace.ts'
import { diagnoseTrust } from './trust-diagnosis.ts'

/** An implicit deny: nothing in the layer allows. `traces` are the layer's Allow statements. */
export function diagnoseRefusal(
  request: AccessRequest,
  layers: PolicyLayers,
  refusedBy: PolicyLayer,
  traces: readonly StatementTrace[],
): Diagnosis {
  if (request.principal.type !== 'federated') return diagnosePermission(request, layers, refusedBy, traces)
  if (refusedBy === 'trust' && layers.trust !== undefined) return diagnoseTrust(request, traces, layers.trust)
  return { failed: 'TP21' }
}

/** An explicit deny: no edit is offered, for somebody meant it. */
export function diagnoseDeny(request: AccessRequest, deniedBy: PolicyLayer): Diagnosis {
  if (request.principal.type === 'federated') return { failed: 'TP21' }
  return deniedBy === 'boundary' || deniedBy === 'scp' || deniedBy === 'rcp' ? { failed: 'RP04' } : {}
}
