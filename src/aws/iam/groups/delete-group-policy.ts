/**
 * Removes one of a group's inline policies.
 * Implements iam:DeleteGroupPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP } from '../entity-kind.ts'
import { deleteInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { GROUP_NAME, POLICY_NAME, required } from '../shapes.ts'

export function deleteGroupPolicy(parts: IamParts): Operation {
  return operation({
    name: 'DeleteGroupPolicy',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), PolicyName: required(POLICY_NAME) } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'DeleteGroupPolicy', GroupName),
    handle: ({ GroupName, PolicyName }, { accountId }) =>
      deleteInlinePolicy(parts, { kind: GROUP, accountId, name: GroupName }, PolicyName),
  })
}
