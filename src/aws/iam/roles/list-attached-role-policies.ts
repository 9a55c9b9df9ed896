/**
 * Lists the managed policies that a role has.
 * Implements iam:ListAttachedRolePolicies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { listAttachedPolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { PAGING, POLICY_PATH, ROLE_NAME, required } from '../shapes.ts'

export function listAttachedRolePolicies(parts: IamParts): Operation {
  return operation({
    name: 'ListAttachedRolePolicies',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), PathPrefix: POLICY_PATH, ...PAGING } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'ListAttachedRolePolicies', RoleName),
    handle: (input, { accountId }) => listAttachedPolicies(parts, { kind: ROLE, accountId, name: input.RoleName }, input),
  })
}
