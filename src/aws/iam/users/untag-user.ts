/**
 * Removes tags from a user; keys that it does not have are no error.
 * Implements iam:UntagUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changeEntity } from '../change-entity.ts'
import { USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { required, TAG_KEYS, USER_NAME } from '../shapes.ts'
import { withoutTags } from '../tags.ts'

export function untagUser(parts: IamParts): Operation {
  return operation({
    name: 'UntagUser',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), TagKeys: required(TAG_KEYS) } },
    authorize: ({ UserName, TagKeys }, call) => onUser(parts, call, 'UntagUser', UserName, { 'aws:tagkeys': TagKeys }),
    async handle({ UserName, TagKeys }, { accountId }) {
      await changeEntity(parts, USER, accountId, UserName, (user) => ({ ...user, tags: withoutTags(user.tags, TagKeys) }))
      return {}
    },
  })
}
