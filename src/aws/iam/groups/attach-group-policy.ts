/**
 * Gives a group a managed policy. It is in force when the answer is.
 * Implements iam:AttachGroupPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP } from '../entity-kind.ts'
import { attachPolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { ARN, GROUP_NAME, required } from '../shapes.ts'

export function attachGroupPolicy(parts: IamParts): Operation {
  return operation({
    name: 'AttachGroupPolicy',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), PolicyArn: required(ARN) } },
    authorize: ({ GroupName, PolicyArn }, call) =>
      onGroup(parts, call, 'AttachGroupPolicy', GroupName, { 'iam:policyarn': PolicyArn }),
    handle: ({ GroupName, PolicyArn }, { accountId }) =>
      attachPolicy(parts, { kind: GROUP, accountId, name: GroupName }, PolicyArn),
  })
}
