/**
 * Changes a role's description, its longest session, or both. What is not given stays as it is.
 * Implements iam:UpdateRole (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changeEntity } from '../change-entity.ts'
import { ROLE } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { DESCRIPTION, MAX_SESSION_DURATION, ROLE_NAME, required } from '../shapes.ts'

export function updateRole(parts: IamParts): Operation {
  return operation({
    name: 'UpdateRole',
    input: {
      kind: 'structure',
      members: { RoleName: required(ROLE_NAME), Description: DESCRIPTION, MaxSessionDuration: MAX_SESSION_DURATION },
    },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'UpdateRole', RoleName),
    async handle({ RoleName, Description, MaxSessionDuration }, { accountId }) {
      await changeEntity(parts, ROLE, accountId, RoleName, (role) => ({
        ...role,
        maxSessionSeconds: MaxSessionDuration ?? role.maxSessionSeconds,
        ...(Description === undefined ? {} : { description: Description }),
      }))
      return {}
    },
  })
}
