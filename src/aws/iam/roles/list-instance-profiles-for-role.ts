/**
 * Lists the instance profiles that hold a role.
 * Implements iam:ListInstanceProfilesForRole (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE, readEntity } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { profileOutput } from '../instance-profile-lookup.ts'
import { pageOf } from '../paging.ts'
import { onRole } from '../permissions.ts'
import { PAGING, ROLE_NAME, required } from '../shapes.ts'

export function listInstanceProfilesForRole(parts: IamParts): Operation {
  return operation({
    name: 'ListInstanceProfilesForRole',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), ...PAGING } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'ListInstanceProfilesForRole', RoleName),
    async handle(input, { accountId }) {
      const role = await readEntity(parts, ROLE, accountId, input.RoleName)
      const page = pageOf(parts.index.instanceProfilesOf(role), (profile) => profile.name.toLowerCase(), input)
      return { InstanceProfiles: page.items.map((profile) => profileOutput(parts, profile)), ...page.rest }
    },
  })
}
