/**
 * Lists who has a managed policy, as permissions or as boundary.
 * Implements iam:ListEntitiesForPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { pageOf } from '../paging.ts'
import { onPolicy } from '../permissions.ts'
import { readPolicy } from '../policy-lookup.ts'
import type { PolicyUse } from '../policy-uses.ts'
import { ARN, PAGING, PATH_PREFIX, POLICY_USAGE, required } from '../shapes.ts'

const ENTITY_FILTERS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const

const FILTER_OF = { role: 'Role', user: 'User', group: 'Group' } as const satisfies Record<PolicyUse['type'], string>

export function listEntitiesForPolicy(parts: IamParts): Operation {
  return operation({
    name: 'ListEntitiesForPolicy',
    input: {
      kind: 'structure',
      members: {
        PolicyArn: required(ARN),
        EntityFilter: { kind: 'string', oneOf: ENTITY_FILTERS },
        PathPrefix: PATH_PREFIX,
        PolicyUsageFilter: POLICY_USAGE,
        ...PAGING,
      },
    },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'ListEntitiesForPolicy', PolicyArn),
    async handle(input, { accountId }) {
      await readPolicy(parts, accountId, input.PolicyArn)
      const wanted = new Map<string, PolicyUse>()
      for (const use of parts.index.usesOf(input.PolicyArn)) {
        const { type, usage, document } = use
        const fits =
          document.accountId === accountId &&
          document.path.startsWith(input.PathPrefix ?? '/') &&
          (input.EntityFilter === undefined || input.EntityFilter === FILTER_OF[type]) &&
          (input.PolicyUsageFilter === undefined ||
            input.PolicyUsageFilter === (usage === 'boundary' ? 'PermissionsBoundary' : 'PermissionsPolicy'))
        // Who has it as both stands once.
        if (fits) wanted.set(document.arn, use)
      }
      const page = pageOf(wanted.values(), ({ document }) => document.arn, input)
      const entities = (type: PolicyUse['type']) => page.items.filter((use) => use.type === type)
      return {
        PolicyGroups: entities('group').map(({ document }) => ({ GroupName: document.name, GroupId: document.id })),
        PolicyUsers: entities('user').map(({ document }) => ({ UserName: document.name, UserId: document.id })),
        PolicyRoles: entities('role').map(({ document }) => ({ RoleName: document.name, RoleId: document.id })),
        ...page.rest,
      }
    },
  })
}
