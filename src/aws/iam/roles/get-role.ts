/**
 * Implements iam:GetRole (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html).
 * The trust policy comes back as it was given, percent-encoded.
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE, readEntity } from '../entity-kind.ts'
import { completeRoleOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { ROLE_NAME, required } from '../shapes.ts'

export function getRole(parts: IamParts): Operation {
  return operation({
    name: 'GetRole',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME) } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'GetRole', RoleName),
    handle: async ({ RoleName }, { accountId }) => ({
      Role: completeRoleOutput(await readEntity(parts, ROLE, accountId, RoleName)),
    }),
  })
}
