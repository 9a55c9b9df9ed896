/**
 * Answers with one of a group's inline policies, percent-encoded.
 * Implements iam:GetGroupPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { GROUP } from '../entity-kind.ts'
import { readInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onGroup } from '../permissions.ts'
import { GROUP_NAME, POLICY_NAME, required } from '../shapes.ts'
import { encodeDocument } from '../url-encoding.ts'

export function getGroupPolicy(parts: IamParts): Operation {
  return operation({
    name: 'GetGroupPolicy',
    input: { kind: 'structure', members: { GroupName: required(GROUP_NAME), PolicyName: required(POLICY_NAME) } },
    authorize: ({ GroupName }, call) => onGroup(parts, call, 'GetGroupPolicy', GroupName),
    async handle({ GroupName, PolicyName }, { accountId }) {
      const policy = await readInlinePolicy(parts, { kind: GROUP, accountId, name: GroupName }, PolicyName)
      return { GroupName, PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) }
    },
  })
}
