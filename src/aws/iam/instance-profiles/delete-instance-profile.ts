/**
 * Removes an instance profile that holds no role.
 * Implements iam:DeleteInstanceProfile (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { INSTANCE_PROFILES, nameKey } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { readProfileIn } from '../instance-profile-lookup.ts'
import { onInstanceProfile } from '../permissions.ts'
import { deleteConflict } from '../refusals.ts'
import { INSTANCE_PROFILE_NAME, required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function deleteInstanceProfile(parts: IamParts): Operation {
  return operation({
    name: 'DeleteInstanceProfile',
    input: { kind: 'structure', members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME) } },
    authorize: ({ InstanceProfileName }, call) => onInstanceProfile(parts, call, 'DeleteInstanceProfile', InstanceProfileName),
    async handle({ InstanceProfileName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const profile = await readProfileIn(transaction, accountId, InstanceProfileName)
        if (profile.roleName !== undefined) {
          throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
        }
        transaction.delete(INSTANCE_PROFILES, nameKey(accountId, InstanceProfileName))
      })
      return {}
    },
  })
}
