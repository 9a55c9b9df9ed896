/**
 * Puts a user into a group. Who is in it already stays in it.
 * Implements iam:AddUserToGroup (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html).
 */
import { LIMITS } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { GROUPS, nameKey, USERS } from '../documents.ts'
import { GROUP, readEntityIn, USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { quotaExceeded } from '../refusals.ts'
import { GROUP_NAME, required, USER_NAME } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function addUserToGroup(parts: IamParts): Operation {
  return operation({
    name: 'AddUserToGroup',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), UserName: required(USER_NAME) } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'AddUserToGroup', GroupName),
    async handle({ GroupName, UserName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const group = await readEntityIn(transaction, GROUP, accountId, GroupName)
        const user = await readEntityIn(transaction, USER, accountId, UserName)
        const groups = user.groups ?? []
        if (groups.includes(group.id)) return
        const limit = LIMITS.iam.groupsPerUser
        if (groups.length >= limit) throw quotaExceeded('GroupsPerUser', limit)
        transaction.put(USERS, nameKey(accountId, UserName), { ...user, groups: [...groups, group.id] })
        transaction.put(GROUPS, nameKey(accountId, GroupName), { ...group, members: group.members + 1 })
      })
      return {}
    },
  })
}
