/**
 * Answers, in pages, with every user, group, role and managed policy of the account, and how they hang together.
 * Implements iam:GetAccountAuthorizationDetails (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html).
 * Of AWS's own policies it has those that somebody in the account uses: with all of them nobody could read the rest.
 */
import { type Operation, type Output, operation } from '../../operation/index.ts'
import { authorizationDetails, type DetailKind } from '../authorization-details.ts'
import type { IamParts } from '../iam-parts.ts'
import { pageOf } from '../paging.ts'
import { PAGING } from '../shapes.ts'

const FILTERS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const

export function getAccountAuthorizationDetails(parts: IamParts): Operation {
  return operation({
    name: 'GetAccountAuthorizationDetails',
    input: {
      kind: 'structure',
      members: { Filter: { kind: 'list', member: { kind: 'string', oneOf: FILTERS } }, ...PAGING },
    },
    authorize: () => [{ action: 'iam:GetAccountAuthorizationDetails', resource: '*' }],
    async handle(input, { accountId }) {
      const kinds = new Set<DetailKind>(input.Filter === undefined || input.Filter.length === 0 ? FILTERS : input.Filter)
      const details = await authorizationDetails(parts, accountId, kinds)
      const page = pageOf(details, ({ kind, arn }) => `${FILTERS.indexOf(kind)} ${arn}`, input)
      const of = (...wanted: DetailKind[]): Output[] =>
        page.items.filter(({ kind }) => wanted.includes(kind)).map(({ describe }) => describe())
      return {
        UserDetailList: of('User'),
        GroupDetailList: of('Group'),
        RoleDetailList: of('Role'),
        Policies: of('LocalManagedPolicy', 'AWSManagedPolicy'),
        ...page.rest,
      }
    },
  })
}
