/**
 * Adds tags to a user; a key that is there already, in whatever case, gets the new value.
 * Implements iam:TagUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changeEntity } from '../change-entity.ts'
import { USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { required, TAGS, USER_NAME } from '../shapes.ts'
import { requestTagContext, withTags } from '../tags.ts'

export function tagUser(parts: IamParts): Operation {
  return operation({
    name: 'TagUser',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), Tags: required(TAGS) } },
    authorize: ({ UserName, Tags }, call) => onUser(parts, call, 'TagUser', UserName, requestTagContext(Tags)),
    async handle({ UserName, Tags }, { accountId }) {
      await changeEntity(parts, USER, accountId, UserName, (user) => ({ ...user, tags: withTags(user.tags, Tags) }))
      return {}
    },
  })
}
