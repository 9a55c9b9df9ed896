/** Implements iam:ListGroups (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html). */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUPS } from '../documents.ts'
import { groupOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { listAccount } from '../list-account.ts'
import { pageOf } from '../paging.ts'
import { onList } from '../permissions.ts'
import { PAGING, PATH_PREFIX } from '../shapes.ts'

export function listGroups(parts: IamParts): Operation {
  return operation({
    name: 'ListGroups',
    input: { kind: 'structure', members: { PathPrefix: PATH_PREFIX, ...PAGING } },
    authorize: ({ PathPrefix }, call) => onList(parts, call, 'ListGroups', 'group', PathPrefix),
    async handle(input, { accountId }) {
      const groups = await listAccount(parts, GROUPS, accountId)
      const below = groups.filter((group) => group.path.startsWith(input.PathPrefix ?? '/'))
      const page = pageOf(below, (group) => group.name.toLowerCase(), input)
      return { Groups: page.items.map(groupOutput), ...page.rest }
    },
  })
}
