/**
 * Removes tags from a role; keys that it does not have are no error.
 * Implements iam:UntagRole (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changeEntity } from '../change-entity.ts'
import { ROLE } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { ROLE_NAME, required, TAG_KEYS } from '../shapes.ts'
import { withoutTags } from '../tags.ts'

export function untagRole(parts: IamParts): Operation {
  return operation({
    name: 'UntagRole',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), TagKeys: required(TAG_KEYS) } },
    authorize: ({ RoleName, TagKeys }, call) => onRole(parts, call, 'UntagRole', RoleName, { 'aws:tagkeys': TagKeys }),
    async handle({ RoleName, TagKeys }, { accountId }) {
      await changeEntity(parts, ROLE, accountId, RoleName, (role) => ({ ...role, tags: withoutTags(role.tags, TagKeys) }))
      return {}
    },
  })
}
