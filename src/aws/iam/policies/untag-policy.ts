/**
 * Removes tags from a managed policy; keys that it does not have are no error.
 * Implements iam:UntagPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changePolicy } from '../change-policy.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { ARN, required, TAG_KEYS } from '../shapes.ts'
import { withoutTags } from '../tags.ts'

export function untagPolicy(parts: IamParts): Operation {
  return operation({
    name: 'UntagPolicy',
    input: { kind: 'structure', members: { PolicyArn: required(ARN), TagKeys: required(TAG_KEYS) } },
    authorize: ({ PolicyArn, TagKeys }) => onPolicy(parts, 'UntagPolicy', PolicyArn, { 'aws:tagkeys': TagKeys }),
    async handle({ PolicyArn, TagKeys }, { accountId }) {
      await changePolicy(parts, accountId, PolicyArn, (policy) => ({
        ...policy,
        tags: withoutTags(policy.tags, TagKeys),
      }))
      return {}
    },
  })
}
