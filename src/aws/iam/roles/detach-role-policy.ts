/**
 * Takes a managed policy from a role.
 * Implements iam:DetachRolePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { detachPolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { ARN, ROLE_NAME, required } from '../shapes.ts'

export function detachRolePolicy(parts: IamParts): Operation {
  return operation({
    name: 'DetachRolePolicy',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), PolicyArn: required(ARN) } },
    authorize: ({ RoleName, PolicyArn }, call) =>
      onRole(parts, call, 'DetachRolePolicy', RoleName, { 'iam:policyarn': PolicyArn }),
    handle: ({ RoleName, PolicyArn }, { accountId }) => detachPolicy(parts, { kind: ROLE, accountId, name: RoleName }, PolicyArn),
  })
}
