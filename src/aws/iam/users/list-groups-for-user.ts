/**
 * Lists the groups of a user, by name.
 * Implements iam:ListGroupsForUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { readEntity, USER } from '../entity-kind.ts'
import { groupOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { pageOf } from '../paging.ts'
import { onUser } from '../permissions.ts'
import { PAGING, required, USER_NAME } from '../shapes.ts'

export function listGroupsForUser(parts: IamParts): Operation {
  return operation({
    name: 'ListGroupsForUser',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), ...PAGING } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'ListGroupsForUser', UserName),
    async handle(input, { accountId }) {
      const user = await readEntity(parts, USER, accountId, input.UserName)
      const groups = parts.index.groupsOf(user).map(({ document }) => document)
      const page = pageOf(groups, (group) => group.name.toLowerCase(), input)
      return { Groups: page.items.map(groupOutput), ...page.rest }
    },
  })
}
