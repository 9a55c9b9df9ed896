/**
 * Takes a user out of a group. Who is not in it cannot be found there.
 * Implements iam:RemoveUserFromGroup (https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUPS, nameKey, USERS } from '../documents.ts'
import { GROUP, readEntityIn, USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { noSuchEntity } from '../refusals.ts'
import { GROUP_NAME, required, USER_NAME } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function removeUserFromGroup(parts: IamParts): Operation {
  return operation({
    name: 'RemoveUserFromGroup',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), UserName: required(USER_NAME) } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'RemoveUserFromGroup', GroupName),
    async handle({ GroupName, UserName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const group = await readEntityIn(transaction, GROUP, accountId, GroupName)
        const user = await readEntityIn(transaction, USER, accountId, UserName)
        const groups = user.groups ?? []
        if (!groups.includes(group.id)) {
          throw noSuchEntity(`The user with name ${UserName} cannot be found in group ${GroupName}.`)
        }
        transaction.put(USERS, nameKey(accountId, UserName), { ...user, groups: groups.filter((id) => id !== group.id) })
        transaction.put(GROUPS, nameKey(accountId, GroupName), { ...group, members: group.members - 1 })
      })
      return {}
    },
  })
}
