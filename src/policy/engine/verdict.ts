/**
 * How the layers are combined into one answer once no explicit Deny was found: which layer, if any, refuses.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * and, across accounts, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 * The fast path and the explainer both ask through here, each with its own way of looking into a layer.
 */
import type { PolicyLayer } from '../decision.ts'
import type { NamedPolicy, PolicyLayers } from '../layers.ts'
import type { PrincipalIdentity } from '../request.ts'
import type { Strength } from './principal-test.ts'
import { STRENGTH } from './principal-test.ts'

/** The most direct Allow that the policies of one layer hold for the request. */
export type Ask = (layer: PolicyLayer, policies: readonly NamedPolicy[]) => Strength

/** In which order the layers are searched for an explicit Deny; the first one found is the one that is named. */
export const DENY_ORDER: readonly PolicyLayer[] = ['trust', 'identity', 'resource', 'boundary', 'session', 'scp', 'rcp']

export function policiesOf(layers: PolicyLayers, layer: PolicyLayer): readonly NamedPolicy[] {
  if (layer === 'trust' || layer === 'boundary') {
    const policy = layers[layer]
    return policy === undefined ? [] : [policy]
  }
  return layers[layer] ?? []
}

/** The account that the principal belongs to; those known only to a provider or a service have none. */
function accountOfPrincipal(principal: PrincipalIdentity): string | undefined {
  return 'accountId' in principal ? principal.accountId : undefined
}

/** The organization's own layers: where they are in force, something in them must allow. */
const GUARDS = ['rcp', 'scp'] as const

/** The first layer that refuses for lack of an Allow, or `undefined`: allowed. */
export function refusingLayer(
  principal: PrincipalIdentity,
  resourceAccountId: string | undefined,
  layers: PolicyLayers,
  ask: Ask,
): PolicyLayer | undefined {
  for (const guard of GUARDS) {
    const policies = layers[guard]
    if (policies !== undefined && ask(guard, policies) === STRENGTH.none) return guard
  }
  const side = layers.trust === undefined ? 'resource' : 'trust'
  const policies = policiesOf(layers, side)
  const granted = policies.length === 0 ? STRENGTH.none : ask(side, policies)
  const refusing = granted === STRENGTH.none ? side : undefined
  const account = accountOfPrincipal(principal)
  // A trust policy must allow, even within the account; other policies of resources need not.
  if (account === undefined || refusing === 'trust') return refusing
  if (resourceAccountId !== undefined && resourceAccountId !== account) {
    return refusedAtHome(principal, STRENGTH.none, layers, ask) ?? refusing
  }
  return granted === STRENGTH.direct ? undefined : refusedAtHome(principal, granted, layers, ask)
}

/** The caller's own side: identity policies (or a resource policy that names the role), boundary, session policies. */
function refusedAtHome(principal: PrincipalIdentity, granted: Strength, layers: PolicyLayers, ask: Ask): PolicyLayer | undefined {
  const enough = principal.type === 'root' || granted === STRENGTH.role
  if (!enough && ask('identity', layers.identity ?? []) === STRENGTH.none) return 'identity'
  if (layers.boundary !== undefined && ask('boundary', [layers.boundary]) === STRENGTH.none) return 'boundary'
  if (layers.session !== undefined && ask('session', layers.session) === STRENGTH.none) return 'session'
  return undefined
}
