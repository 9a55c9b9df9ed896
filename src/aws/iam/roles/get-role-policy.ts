/**
 * Answers with one of a role's inline policies, percent-encoded.
 * Implements iam:GetRolePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE } from '../entity-kind.ts'
import { readInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { POLICY_NAME, ROLE_NAME, required } from '../shapes.ts'
import { encodeDocument } from '../url-encoding.ts'

export function getRolePolicy(parts: IamParts): Operation {
  return operation({
    name: 'GetRolePolicy',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), PolicyName: required(POLICY_NAME) } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'GetRolePolicy', RoleName),
    async handle({ RoleName, PolicyName }, { accountId }) {
      const policy = await readInlinePolicy(parts, { kind: ROLE, accountId, name: RoleName }, PolicyName)
      return { RoleName, PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) }
    },
  })
}
