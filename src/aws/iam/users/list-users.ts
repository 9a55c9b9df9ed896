/**
 * Implements iam:ListUsers (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html).
 * As on AWS, a list leaves out tags and boundary: GetUser has them.
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USERS } from '../documents.ts'
import { userOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { listAccount } from '../list-account.ts'
import { pageOf } from '../paging.ts'
import { onList } from '../permissions.ts'
import { PAGING, PATH_PREFIX } from '../shapes.ts'

export function listUsers(parts: IamParts): Operation {
  return operation({
    name: 'ListUsers',
    input: { kind: 'structure', members: { PathPrefix: PATH_PREFIX, ...PAGING } },
    authorize: ({ PathPrefix }, call) => onList(parts, call, 'ListUsers', 'user', PathPrefix),
    async handle(input, { accountId }) {
      const users = await listAccount(parts, USERS, accountId)
      const below = users.filter((user) => user.path.startsWith(input.PathPrefix ?? '/'))
      const page = pageOf(below, (user) => user.name.toLowerCase(), input)
      return { Users: page.items.map(userOutput), ...page.rest }
    },
  })
}
