/**
 * Lists a role's tags, by key.
 * Implements iam:ListRoleTags (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLE, readEntity } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { PAGING, ROLE_NAME, required } from '../shapes.ts'
import { tagPage } from '../tag-page.ts'

export function listRoleTags(parts: IamParts): Operation {
  return operation({
    name: 'ListRoleTags',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME), ...PAGING } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'ListRoleTags', RoleName),
    async handle(input, { accountId }) {
      const role = await readEntity(parts, ROLE, accountId, input.RoleName)
      return tagPage(role.tags, input)
    },
  })
}
