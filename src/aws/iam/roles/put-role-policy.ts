/**
 * Writes a role's inline policy, new or in place of the one of that name.
 * Implements iam:PutRolePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { putInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { POLICY_DOCUMENT, POLICY_NAME, ROLE_NAME, required } from '../shapes.ts'

export function putRolePolicy(parts: IamParts): Operation {
  return operation({
    name: 'PutRolePolicy',
    input: {
      kind: 'structure',
      members: { RoleName: required(ROLE_NAME), PolicyName: required(POLICY_NAME), PolicyDocument: required(POLICY_DOCUMENT) },
    },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'PutRolePolicy', RoleName),
    handle: ({ RoleName, PolicyName, PolicyDocument }, { accountId }) =>
      putInlinePolicy(parts, { kind: ROLE, accountId, name: RoleName }, { name: PolicyName, document: PolicyDocument }),
  })
}
