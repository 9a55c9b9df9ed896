/**
 * Lists the groups of a user. No action here makes a group, so the list of an existing user is truly empty.
 * Implements iam:ListGroupsForUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { readEntity, USER } from '../entity-kind.ts'
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
      await readEntity(parts, USER, accountId, input.UserName)
      const page = pageOf<never>([], () => '', input)
      return { Groups: page.items, ...page.rest }
    },
  })
}
