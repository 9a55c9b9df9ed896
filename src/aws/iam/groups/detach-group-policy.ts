/**
 * Takes a managed policy from a group.
 * Implements iam:DetachGroupPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP } from '../entity-kind.ts'
import { detachPolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { ARN, GROUP_NAME, required } from '../shapes.ts'

export function detachGroupPolicy(parts: IamParts): Operation {
  return operation({
    name: 'DetachGroupPolicy',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), PolicyArn: required(ARN) } },
    authorize: ({ GroupName, PolicyArn }, call) =>
      onGroup(parts, call, 'DetachGroupPolicy', GroupName, { 'iam:policyarn': PolicyArn }),
    handle: ({ GroupName, PolicyArn }, { accountId }) =>
      detachPolicy(parts, { kind: GROUP, accountId, name: GroupName }, PolicyArn),
  })
}
