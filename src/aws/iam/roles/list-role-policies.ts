/**
 * Lists the names of a role's inline policies.
 * Implements iam:ListRolePolicies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { listInlinePolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { PAGING, ROLE_NAME, required } from '../shapes.ts'

export function listRolePolicies(parts: IamParts): Operation {
  return operation({
    name: 'ListRolePolicies',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), ...PAGING } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'ListRolePolicies', RoleName),
    handle: (input, { accountId }) => listInlinePolicies(parts, { kind: ROLE, accountId, name: input.RoleName }, input),
  })
}
