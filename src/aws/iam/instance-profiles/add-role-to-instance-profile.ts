/**
 * Puts a role into an instance profile, which holds one at most.
 * Implements iam:AddRoleToInstanceProfile (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html).
 * Whoever does so hands the role to EC2, and must be allowed to (`iam:PassRole`).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { INSTANCE_PROFILES, nameKey, ROLES } from '../documents.ts'
import { ROLE, readEntityIn } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { readProfileIn } from '../instance-profile-lookup.ts'
import { onInstanceProfile, onRole } from '../permissions.ts'
import { quotaExceeded } from '../refusals.ts'
import { INSTANCE_PROFILE_NAME, ROLE_NAME, required } from '../shapes.ts'
import { transact } from '../transaction.ts'

const ROLES_PER_PROFILE = 1

export function addRoleToInstanceProfile(parts: IamParts): Operation {
  return operation({
    name: 'AddRoleToInstanceProfile',
    input: {
      kind: 'structure',
      members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME), RoleName: required(ROLE_NAME) },
    },
    authorize: ({ InstanceProfileName, RoleName }, call) => [
      ...onInstanceProfile(parts, call, 'AddRoleToInstanceProfile', InstanceProfileName),
      ...onRole(parts, call, 'PassRole', RoleName, { 'iam:passedtoservice': 'ec2.amazonaws.com' }),
    ],
    async handle({ InstanceProfileName, RoleName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const profile = await readProfileIn(transaction, accountId, InstanceProfileName)
        const role = await readEntityIn(transaction, ROLE, accountId, RoleName)
        // AWS's own name for it, whichever role is there.
        if (profile.roleName !== undefined) throw quotaExceeded('InstanceSessionsPerInstanceProfile', ROLES_PER_PROFILE)
        const instanceProfiles = [...(role.instanceProfiles ?? []), profile.id]
        transaction.put(INSTANCE_PROFILES, nameKey(accountId, InstanceProfileName), { ...profile, roleName: role.name })
        transaction.put(ROLES, nameKey(accountId, RoleName), { ...role, instanceProfiles })
      })
      return {}
    },
  })
}
