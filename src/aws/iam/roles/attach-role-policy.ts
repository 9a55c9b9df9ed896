/**
 * Gives a role a managed policy. It is in force when the answer is.
 * Implements iam:AttachRolePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { attachPolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { ARN, ROLE_NAME, required } from '../shapes.ts'

export function attachRolePolicy(parts: IamParts): Operation {
  return operation({
    name: 'AttachRolePolicy',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), PolicyArn: required(ARN) } },
    authorize: ({ RoleName, PolicyArn }, call) =>
      onRole(parts, call, 'AttachRolePolicy', RoleName, { 'iam:policyarn': PolicyArn }),
    handle: ({ RoleName, PolicyArn }, { accountId }) => attachPolicy(parts, { kind: ROLE, accountId, name: RoleName }, PolicyArn),
  })
}
