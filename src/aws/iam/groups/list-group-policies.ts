/**
 * Lists the names of a group's inline policies.
 * Implements iam:ListGroupPolicies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP } from '../entity-kind.ts'
import { listInlinePolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { GROUP_NAME, PAGING, required } from '../shapes.ts'

export function listGroupPolicies(parts: IamParts): Operation {
  return operation({
    name: 'ListGroupPolicies',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), ...PAGING } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'ListGroupPolicies', GroupName),
    handle: (input, { accountId }) => listInlinePolicies(parts, { kind: GROUP, accountId, name: input.GroupName }, input),
  })
}
