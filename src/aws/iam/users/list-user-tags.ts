/**
 * Lists a user's tags, by key.
 * Implements iam:ListUserTags (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { readEntity, USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { PAGING, required, USER_NAME } from '../shapes.ts'
import { tagPage } from '../tag-page.ts'

export function listUserTags(parts: IamParts): Operation {
  return operation({
    name: 'ListUserTags',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), ...PAGING } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'ListUserTags', UserName),
    async handle(input, { accountId }) {
      const user = await readEntity(parts, USER, accountId, input.UserName)
      return tagPage(user.tags, input)
    },
  })
}
