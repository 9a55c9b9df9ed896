/**
 * Removes a group that has neither users nor policies left.
 * Implements iam:DeleteGroup (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUPS, nameKey } from '../documents.ts'
import { GROUP, readEntityIn } from '../entity-kind.ts'
import { refuseWithPolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { deleteConflict } from '../refusals.ts'
import { GROUP_NAME, required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function deleteGroup(parts: IamParts): Operation {
  return operation({
    name: 'DeleteGroup',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME) } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'DeleteGroup', GroupName),
    async handle({ GroupName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const group = await readEntityIn(transaction, GROUP, accountId, GroupName)
        if (group.members > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.')
        refuseWithPolicies(group)
        transaction.delete(GROUPS, nameKey(accountId, GroupName))
      })
      return {}
    },
  })
}
