/**
 * Replaces who may take a role. It binds from the next request on.
 * Implements iam:UpdateAssumeRolePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changeEntity } from '../change-entity.ts'
import { ROLE } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { POLICY_DOCUMENT, ROLE_NAME, required } from '../shapes.ts'
import { checkTrustPolicy } from '../trust-policy.ts'

export function updateAssumeRolePolicy(parts: IamParts): Operation {
  return operation({
    name: 'UpdateAssumeRolePolicy',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), PolicyDocument: required(POLICY_DOCUMENT) } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'UpdateAssumeRolePolicy', RoleName),
    async handle({ RoleName, PolicyDocument }, { accountId }) {
      checkTrustPolicy(parts, PolicyDocument)
      await changeEntity(parts, ROLE, accountId, RoleName, (role) => ({ ...role, trustPolicy: PolicyDocument }))
      return {}
    },
  })
}
