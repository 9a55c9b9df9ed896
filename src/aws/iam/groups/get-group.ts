/**
 * Answers who a group is and, in pages, who is in it.
 * Implements iam:GetGroup (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP, readEntity } from '../entity-kind.ts'
import { groupOutput, userOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { pageOf } from '../paging.ts'
import { onGroup } from '../permissions.ts'
import { GROUP_NAME, PAGING, required } from '../shapes.ts'

export function getGroup(parts: IamParts): Operation {
  return operation({
    name: 'GetGroup',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), ...PAGING } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'GetGroup', GroupName),
    async handle(input, { accountId }) {
      const group = await readEntity(parts, GROUP, accountId, input.GroupName)
      const page = pageOf(parts.index.membersOf(group.id), (user) => user.name.toLowerCase(), input)
      return { Group: groupOutput(group), Users: page.items.map(userOutput), ...page.rest }
    },
  })
}
