/**
 * Implements iam:ListRoles (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html).
 * As on AWS, a list leaves out tags, boundary and last use: GetRole has them.
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ROLES } from '../documents.ts'
import { roleOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { listAccount } from '../list-account.ts'
import { pageOf } from '../paging.ts'
import { onList } from '../permissions.ts'
import { PAGING, PATH_PREFIX } from '../shapes.ts'

export function listRoles(parts: IamParts): Operation {
  return operation({
    name: 'ListRoles',
    input: { kind: 'structure', members: { PathPrefix: PATH_PREFIX, ...PAGING } },
    authorize: ({ PathPrefix }, call) => onList(parts, call, 'ListRoles', 'role', PathPrefix),
    async handle(input, { accountId }) {
      const roles = await listAccount(parts, ROLES, accountId)
      const below = roles.filter((role) => role.path.startsWith(input.PathPrefix ?? '/'))
      const page = pageOf(below, (role) => role.name.toLowerCase(), input)
      const Roles = page.items.map((role) => ({ ...roleOutput(role), MaxSessionDuration: role.maxSessionSeconds }))
      return { Roles, ...page.rest }
    },
  })
}
