/**
 * Removes a role's permissions boundary.
 * Implements iam:DeleteRolePermissionsBoundary (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { deleteBoundary } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { ROLE_NAME, required } from '../shapes.ts'

export function deleteRolePermissionsBoundary(parts: IamParts): Operation {
  return operation({
    name: 'DeleteRolePermissionsBoundary',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME) } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'DeleteRolePermissionsBoundary', RoleName),
    handle: ({ RoleName }, { accountId }) => deleteBoundary(parts, { kind: ROLE, accountId, name: RoleName }),
  })
}
