/** Implements iam:UpdateRoleDescription (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html). */
import { type Operation, operation } from '../../operation/index.ts'
import { changeEntity } from '../change-entity.ts'
import { ROLE } from '../entity-kind.ts'
import { completeRoleOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { DESCRIPTION, ROLE_NAME, required } from '../shapes.ts'

export function updateRoleDescription(parts: IamParts): Operation {
  return operation({
    name: 'UpdateRoleDescription',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), Description: required(DESCRIPTION) } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'UpdateRoleDescription', RoleName),
    async handle({ RoleName, Description }, { accountId }) {
      const role = await changeEntity(parts, ROLE, accountId, RoleName, (before) => ({ ...before, description: Description }))
      return { Role: completeRoleOutput(role) }
    },
  })
}
