/**
 * Which permission each IAM action needs, on which resource, with which condition keys.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import type { RequestContext } from '../../policy/index.ts'
import type { Call, Permission, Tag } from '../operation/index.ts'
import { type IamResourceType, iamArn } from './arns.ts'
import type { Principal } from './entity-kind.ts'
import type { IamParts } from './iam-parts.ts'
import { requestTagContext, resourceTagContext } from './tags.ts'

/** Actions on a role or user that know `iam:PermissionsBoundary`: the boundary that it has. */
const BOUNDARY_ACTIONS: ReadonlySet<string> = new Set(
  ['Role', 'User'].flatMap((type) => [
    `Attach${type}Policy`,
    `Delete${type}PermissionsBoundary`,
    `Delete${type}Policy`,
    `Detach${type}Policy`,
    `Put${type}Policy`,
  ]),
)

/** On a role, with its path and tags where it exists. */
export function onRole(
  parts: IamParts,
  call: Call,
  action: string,
  name: string,
  context: RequestContext = {},
): readonly Permission[] {
  const document = parts.index.role(call.accountId, name)?.document
  return [entityPermission(action, document, iamArn(parts.partition, call.accountId, 'role', name), context)]
}

/** On a user; without a name, on the user who calls. */
export function onUser(
  parts: IamParts,
  call: Call,
  action: string,
  name: string | undefined,
  context: RequestContext = {},
): readonly Permission[] {
  if (name === undefined) return [{ action: `iam:${action}`, resource: call.caller.arn, context }]
  const document = parts.index.user(call.accountId, name)?.document
  return [entityPermission(action, document, iamArn(parts.partition, call.accountId, 'user', name), context)]
}

/** On a group. Groups have no tags. */
export function onGroup(
  parts: IamParts,
  call: Call,
  action: string,
  name: string,
  context: RequestContext = {},
): readonly Permission[] {
  const arn = parts.index.group(call.accountId, name)?.document.arn
  return [{ action: `iam:${action}`, resource: arn ?? iamArn(parts.partition, call.accountId, 'group', name), context }]
}

/** On an instance profile, with its path and tags where it exists. */
export function onInstanceProfile(
  parts: IamParts,
  call: Call,
  action: string,
  name: string,
  context: RequestContext = {},
): readonly Permission[] {
  const profile = parts.index.instanceProfile(call.accountId, name)
  return onArn(action, profile?.arn ?? iamArn(parts.partition, call.accountId, 'instance-profile', name), profile?.tags, context)
}

/** On a resource that the request names by ARN: a policy or a provider. */
function onArn(
  action: string,
  arn: string,
  tags: readonly Tag[] | undefined,
  context: RequestContext = {},
): readonly Permission[] {
  return [{ action: `iam:${action}`, resource: arn, context: { ...resourceTagContext(tags), ...context } }]
}

/** On all resources of a type below a path. */
export function onList(
  parts: IamParts,
  call: Call,
  action: string,
  type: IamResourceType,
  pathPrefix = '/',
): readonly Permission[] {
  return [{ action: `iam:${action}`, resource: iamArn(parts.partition, call.accountId, type, pathPrefix) }]
}

/** On a resource that is being made. To make it with tags, one must be allowed to tag it. */
export function onCreate(
  action: string,
  tagAction: string,
  arn: string,
  tags: readonly Tag[] | undefined,
  boundaryArn?: string,
): readonly Permission[] {
  const context = { ...requestTagContext(tags), ...boundaryContext(boundaryArn) }
  const create = { action: `iam:${action}`, resource: arn, context }
  return tags && tags.length > 0 ? [create, { action: `iam:${tagAction}`, resource: arn, context }] : [create]
}

export function boundaryContext(boundaryArn: string | undefined): RequestContext {
  return boundaryArn === undefined ? {} : { 'iam:permissionsboundary': boundaryArn }
}

function entityPermission(
  action: string,
  document: Principal | undefined,
  plainArn: string,
  context: RequestContext,
): Permission {
  const boundary = BOUNDARY_ACTIONS.has(action) ? boundaryContext(document?.boundaryArn) : {}
  return {
    action: `iam:${action}`,
    resource: document?.arn ?? plainArn,
    context: { ...resourceTagContext(document?.tags), ...boundary, ...context },
  }
}

/** On a provider that exists or not. */
export function onProvider(parts: IamParts, action: string, arn: string, context: RequestContext = {}): readonly Permission[] {
  return onArn(action, arn, parts.index.providerByArn(arn)?.document.tags, context)
}

/** On a managed policy, whoever manages it. */
export function onPolicy(parts: IamParts, action: string, arn: string, context: RequestContext = {}): readonly Permission[] {
  return onArn(action, arn, parts.index.policy(arn)?.document.tags, context)
}
