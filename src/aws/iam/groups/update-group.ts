/**
 * Gives a group another name, another path, or both. It keeps its id, its policies and its users.
 * Implements iam:UpdateGroup (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { GROUPS, nameKey } from '../documents.ts'
import { GROUP, readEntityIn } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { entityAlreadyExists } from '../refusals.ts'
import { GROUP_NAME, PATH, required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function updateGroup(parts: IamParts): Operation {
  return operation({
    name: 'UpdateGroup',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), NewPath: PATH, NewGroupName: GROUP_NAME } },
    // AWS wants the permission on the group as it is and as it shall be.
    authorize({ GroupName, NewPath, NewGroupName }, call) {
      const before = parts.index.group(call.accountId, GroupName)?.document
      const after = (NewPath ?? before?.path ?? '/') + (NewGroupName ?? before?.name ?? GroupName)
      const resource = iamArn(parts.partition, call.accountId, 'group', after)
      const present = onGroup(parts, call, 'UpdateGroup', GroupName)
      return present[0]?.resource === resource ? present : [...present, { action: 'iam:UpdateGroup', resource }]
    },
    async handle({ GroupName, NewPath, NewGroupName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const before = await readEntityIn(transaction, GROUP, accountId, GroupName)
        const name = NewGroupName ?? before.name
        const path = NewPath ?? before.path
        const [oldKey, newKey] = [nameKey(accountId, before.name), nameKey(accountId, name)]
        if (newKey !== oldKey) {
          if (await transaction.get(GROUPS, newKey)) throw entityAlreadyExists(`Group with name ${name} already exists.`)
          transaction.delete(GROUPS, oldKey)
        }
        transaction.put(GROUPS, newKey, { ...before, name, path, arn: iamArn(parts.partition, accountId, 'group', path + name) })
      })
      return {}
    },
  })
}
