/**
 * Whether the caller may: every permission that the operation needs must be granted by the policies as they stand now.
 * The trace is computed only on a denial, whose words are AWS's:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
import { type AccessRequest, decide, denialReason, explain, type PolicyLayers } from '../../policy/index.ts'
import { AwsError, type AwsService, type Call, type CallerPolicies, type Permission } from '../operation/index.ts'
import type { Exchange } from './exchange.ts'

/** Throws the service's own `AccessDenied` and leaves the trace in the exchange. */
export async function authorize(
  policies: CallerPolicies,
  service: AwsService,
  permissions: readonly Permission[],
  call: Call,
  exchange: Exchange,
): Promise<void> {
  exchange.permissions = permissions
  if (permissions.length === 0) return
  const own = await policies.layersOf(call.caller)
  for (const permission of permissions) {
    const asked = accessRequest(permission, call)
    const layers = layersFor(permission, own)
    if (decide(asked, layers) === 'allow') continue
    const decision = explain(asked, layers)
    exchange.trace = decision
    throw denied(service, permission, call, denialReason(decision, permission.action))
  }
}

/** The question that a permission is. */
export function accessRequest(permission: Permission, call: Call): AccessRequest {
  const { action, resource, resourceAccountId } = permission
  const context = { ...call.caller.context, ...call.context, ...permission.context }
  const request = { principal: call.caller.principal, action, resource, context }
  return resourceAccountId === undefined ? request : { ...request, resourceAccountId }
}

/** The caller's policies, and those of the resource. */
export function layersFor(permission: Permission, own: PolicyLayers): PolicyLayers {
  return permission.resourcePolicies === undefined ? own : { ...own, resource: permission.resourcePolicies }
}

function denied(service: AwsService, permission: Permission, call: Call, reason: string): AwsError {
  const { code, status } = service.accessDenied ?? { code: 'AccessDenied', status: 403 }
  const who = call.caller.arn === '' ? 'anonymous' : call.caller.arn
  const what = `${permission.action} on resource: ${permission.resource}`
  return new AwsError(code, status, `User: ${who} is not authorized to perform: ${what} ${reason}`)
}
