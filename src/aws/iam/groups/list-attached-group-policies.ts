/**
 * Lists the managed policies that a group has.
 * Implements iam:ListAttachedGroupPolicies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP } from '../entity-kind.ts'
import { listAttachedPolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { GROUP_NAME, PAGING, POLICY_PATH, required } from '../shapes.ts'

export function listAttachedGroupPolicies(parts: IamParts): Operation {
  return operation({
    name: 'ListAttachedGroupPolicies',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), PathPrefix: POLICY_PATH, ...PAGING } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'ListAttachedGroupPolicies', GroupName),
    handle: (input, { accountId }) => listAttachedPolicies(parts, { kind: GROUP, accountId, name: input.GroupName }, input),
  })
}
