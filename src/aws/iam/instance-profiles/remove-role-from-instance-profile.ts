/**
 * Takes a role out of an instance profile.
 * Implements iam:RemoveRoleFromInstanceProfile (https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { INSTANCE_PROFILES, nameKey, ROLES } from '../documents.ts'
import { ROLE, readEntityIn } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { readProfileIn } from '../instance-profile-lookup.ts'
import { onInstanceProfile } from '../permissions.ts'
import { noSuchEntity } from '../refusals.ts'
import { INSTANCE_PROFILE_NAME, ROLE_NAME, required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function removeRoleFromInstanceProfile(parts: IamParts): Operation {
  return operation({
    name: 'RemoveRoleFromInstanceProfile',
    input: {
      kind: 'structure',
      members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME), RoleName: required(ROLE_NAME) },
    },
    authorize: ({ InstanceProfileName }, call) =>
      onInstanceProfile(parts, call, 'RemoveRoleFromInstanceProfile', InstanceProfileName),
    async handle({ InstanceProfileName, RoleName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const { roleName, ...profile } = await readProfileIn(transaction, accountId, InstanceProfileName)
        const role = await readEntityIn(transaction, ROLE, accountId, RoleName)
        if (roleName !== role.name) {
          throw noSuchEntity(`The role with name ${RoleName} cannot be found in Instance Profile ${InstanceProfileName}.`)
        }
        const instanceProfiles = (role.instanceProfiles ?? []).filter((id) => id !== profile.id)
        transaction.put(INSTANCE_PROFILES, nameKey(accountId, InstanceProfileName), profile)
        transaction.put(ROLES, nameKey(accountId, RoleName), { ...role, instanceProfiles })
      })
      return {}
    },
  })
}
