/**
 * The last part of AWS's "not authorized" sentence, which names the kind of policy that refused.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
import type { Decision, PolicyLayer } from './decision.ts'

const NAMES: Readonly<Record<PolicyLayer, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  trust: 'resource-based policy',
  session: 'session policy',
  boundary: 'permissions boundary',
  scp: 'service control policy',
  rcp: 'resource control policy',
}

/** `because no identity-based policy allows the ssm:GetParameter action`, or `with an explicit deny in an ...`. */
export function denialReason(decision: Decision, action: string): string {
  const name = NAMES[decision.refusedBy ?? 'identity']
  if (decision.decision !== 'explicit-deny') return `because no ${name} allows the ${action} action`
  return `with an explicit deny in ${name.startsWith('i') ? 'an' : 'a'} ${name}`
}
