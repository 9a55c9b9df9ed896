/** Implements iam:ListAccessKeys (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html). No secrets. */
import { type Operation, operation } from '../../operation/index.ts'
import { userNameOf } from '../calling-user.ts'
import { readEntity, USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { pageOf } from '../paging.ts'
import { onUser } from '../permissions.ts'
import { PAGING, USER_NAME } from '../shapes.ts'

export function listAccessKeys(parts: IamParts): Operation {
  return operation({
    name: 'ListAccessKeys',
    input: { kind: 'structure', members: { UserName: USER_NAME, ...PAGING } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'ListAccessKeys', UserName),
    async handle(input, call) {
      const user = await readEntity(parts, USER, call.accountId, userNameOf(parts, call, input.UserName))
      const page = pageOf(user.accessKeys, ({ id }) => id, input)
      const AccessKeyMetadata = page.items.map((key) => ({
        UserName: user.name,
        AccessKeyId: key.id,
        Status: key.active ? 'Active' : 'Inactive',
        CreateDate: new Date(key.createdAt),
      }))
      return { AccessKeyMetadata, ...page.rest }
    },
  })
}
