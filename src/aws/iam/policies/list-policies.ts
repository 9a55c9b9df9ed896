/**
 * Lists managed policies: the account's own, AWS's, or both; the account's first.
 * Implements iam:ListPolicies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html).
 */
import { type Operation, type Output, operation } from '../../operation/index.ts'
import { POLICIES } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { listAccount } from '../list-account.ts'
import { pageOf } from '../paging.ts'
import { onList } from '../permissions.ts'
import { managedPolicyOutput, policyOutput } from '../policy-output.ts'
import { PAGING, POLICY_PATH, POLICY_USAGE } from '../shapes.ts'

type Usage = 'PermissionsPolicy' | 'PermissionsBoundary' | undefined

export function listPolicies(parts: IamParts): Operation {
  return operation({
    name: 'ListPolicies',
    input: {
      kind: 'structure',
      members: {
        Scope: { kind: 'string', oneOf: ['All', 'AWS', 'Local'] },
        OnlyAttached: { kind: 'boolean' },
        PathPrefix: POLICY_PATH,
        PolicyUsageFilter: POLICY_USAGE,
        ...PAGING,
      },
    },
    authorize: ({ PathPrefix }, call) => onList(parts, call, 'ListPolicies', 'policy', PathPrefix),
    async handle(input, { accountId }) {
      const scope = input.Scope ?? 'All'
      const own = scope === 'AWS' ? [] : await listAccount(parts, POLICIES, accountId)
      const managed = scope === 'Local' ? [] : await managedPolicies(parts, accountId)
      const prefix = input.PathPrefix ?? '/'
      const wanted = [...own.map(policyOutput), ...managed].filter(
        (policy) =>
          String(policy['Path']).startsWith(prefix) &&
          (input.OnlyAttached !== true || isUsed(policy, input.PolicyUsageFilter)) &&
          (input.PolicyUsageFilter === undefined || isUsed(policy, input.PolicyUsageFilter)),
      )
      const page = pageOf(wanted, (policy) => `${policy['PolicyId'] ? 0 : 1}${policy['Arn']}`, input)
      return { Policies: page.items, ...page.rest }
    },
  })
}

async function managedPolicies(parts: IamParts, accountId: string): Promise<readonly Output[]> {
  await parts.managed.load()
  return [...parts.managed.all()].map((policy) => managedPolicyOutput(parts, accountId, policy))
}

function isUsed(policy: Output, usage: Usage): boolean {
  const attached = usage !== 'PermissionsBoundary' && policy['AttachmentCount'] !== 0
  const bounds = usage !== 'PermissionsPolicy' && policy['PermissionsBoundaryUsageCount'] !== 0
  return attached || bounds
}
