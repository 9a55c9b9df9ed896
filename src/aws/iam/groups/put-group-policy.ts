/**
 * Writes a group's inline policy, new or in place of the one of that name.
 * Implements iam:PutGroupPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP } from '../entity-kind.ts'
import { putInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { GROUP_NAME, POLICY_DOCUMENT, POLICY_NAME, required } from '../shapes.ts'

export function putGroupPolicy(parts: IamParts): Operation {
  return operation({
    name: 'PutGroupPolicy',
    input: {
      kind: 'structure',
      members: { GroupName: required(GROUP_NAME), PolicyName: required(POLICY_NAME), PolicyDocument: required(POLICY_DOCUMENT) },
    },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'PutGroupPolicy', GroupName),
    handle: ({ GroupName, PolicyName, PolicyDocument }, { accountId }) =>
      putInlinePolicy(parts, { kind: GROUP, accountId, name: GroupName }, { name: PolicyName, document: PolicyDocument }),
  })
}
