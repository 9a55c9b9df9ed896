/**
 * Adds tags to a role; a key that is there already, in whatever case, gets the new value.
 * Implements iam:TagRole (https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changeEntity } from '../change-entity.ts'
import { ROLE } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { ROLE_NAME, required, TAGS } from '../shapes.ts'
import { requestTagContext, withTags } from '../tags.ts'

export function tagRole(parts: IamParts): Operation {
  return operation({
    name: 'TagRole',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), Tags: required(TAGS) } },
    authorize: ({ RoleName, Tags }, call) => onRole(parts, call, 'TagRole', RoleName, requestTagContext(Tags)),
    async handle({ RoleName, Tags }, { accountId }) {
      await changeEntity(parts, ROLE, accountId, RoleName, (role) => ({ ...role, tags: withTags(role.tags, Tags) }))
      return {}
    },
  })
}
