/** Implements iam:CreateGroup (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html). */
import { LIMITS, uniqueId } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { GROUPS, type GroupDocument, nameKey } from '../documents.ts'
import { groupOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { onCreate } from '../permissions.ts'
import { entityAlreadyExists, quotaExceeded } from '../refusals.ts'
import { GROUP_NAME, PATH, required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function createGroup(parts: IamParts): Operation {
  const arnOf = (accountId: string, path: string | undefined, name: string) =>
    iamArn(parts.partition, accountId, 'group', (path ?? '/') + name)
  return operation({
    name: 'CreateGroup',
    input: { kind: 'structure', members: { Path: PATH, GroupName: required(GROUP_NAME) } },
    // Groups have no tags, so none can be asked for.
    authorize: ({ Path, GroupName }, { accountId }) =>
      onCreate('CreateGroup', 'CreateGroup', arnOf(accountId, Path, GroupName), undefined),
    async handle(input, { accountId, now }) {
      const group: GroupDocument = {
        accountId,
        name: input.GroupName,
        path: input.Path ?? '/',
        arn: arnOf(accountId, input.Path, input.GroupName),
        id: uniqueId('AGPA', parts.random),
        createdAt: now,
        inlinePolicies: [],
        attachedPolicies: [],
        members: 0,
      }
      await transact(parts.store, async (transaction) => {
        const key = nameKey(accountId, group.name)
        if (await transaction.get(GROUPS, key)) throw entityAlreadyExists(`Group with name ${group.name} already exists.`)
        const limit = LIMITS.iam.groupsPerAccount
        if (parts.index.count(GROUPS, accountId) >= limit) throw quotaExceeded('GroupsPerAccount', limit)
        transaction.put(GROUPS, key, group)
      })
      return { Group: groupOutput(group) }
    },
  })
}
