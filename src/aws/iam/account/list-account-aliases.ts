/**
 * Lists the account's alias: one, or none.
 * Implements iam:ListAccountAliases (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { readAlias } from '../account-alias.ts'
import type { IamParts } from '../iam-parts.ts'
import { pageOf } from '../paging.ts'
import { PAGING } from '../shapes.ts'

export function listAccountAliases(parts: IamParts): Operation {
  return operation({
    name: 'ListAccountAliases',
    input: { kind: 'structure', members: PAGING },
    authorize: () => [{ action: 'iam:ListAccountAliases', resource: '*' }],
    async handle(input, { accountId }) {
      const alias = await readAlias(parts, accountId)
      const page = pageOf(alias === undefined ? [] : [alias], (one) => one, input)
      return { AccountAliases: page.items, ...page.rest }
    },
  })
}
