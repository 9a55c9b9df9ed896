/**
 * Sets the managed policy beyond which a role's permissions never reach.
 * Implements iam:PutRolePermissionsBoundary (https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { putBoundary } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { boundaryContext, onRole } from '../permissions.ts'
import { ARN, ROLE_NAME, required } from '../shapes.ts'

export function putRolePermissionsBoundary(parts: IamParts): Operation {
  return operation({
    name: 'PutRolePermissionsBoundary',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), PermissionsBoundary: required(ARN) } },
    authorize: ({ RoleName, PermissionsBoundary }, call) =>
      onRole(parts, call, 'PutRolePermissionsBoundary', RoleName, boundaryContext(PermissionsBoundary)),
    handle: ({ RoleName, PermissionsBoundary }, { accountId }) =>
      putBoundary(parts, { kind: ROLE, accountId, name: RoleName }, PermissionsBoundary),
  })
}
