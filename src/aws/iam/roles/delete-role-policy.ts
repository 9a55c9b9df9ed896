/**
 * Removes one of a role's inline policies.
 * Implements iam:DeleteRolePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { deleteInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { POLICY_NAME, ROLE_NAME, required } from '../shapes.ts'

export function deleteRolePolicy(parts: IamParts): Operation {
  return operation({
    name: 'DeleteRolePolicy',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), PolicyName: required(POLICY_NAME) } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'DeleteRolePolicy', RoleName),
    handle: ({ RoleName, PolicyName }, { accountId }) =>
      deleteInlinePolicy(parts, { kind: ROLE, accountId, name: RoleName }, PolicyName),
  })
}
