/**
 * Adds tags to a managed policy; a key that is there already, in whatever case, gets the new value.
 * Implements iam:TagPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changePolicy } from '../change-policy.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { ARN, required, TAGS } from '../shapes.ts'
import { requestTagContext, withTags } from '../tags.ts'

export function tagPolicy(parts: IamParts): Operation {
  return operation({
    name: 'TagPolicy',
    input: { kind: 'structure', members: { PolicyArn: required(ARN), Tags: required(TAGS) } },
    authorize: ({ PolicyArn, Tags }) => onPolicy(parts, 'TagPolicy', PolicyArn, requestTagContext(Tags)),
    async handle({ PolicyArn, Tags }, { accountId }) {
      await changePolicy(parts, accountId, PolicyArn, (policy) => ({ ...policy, tags: withTags(policy.tags, Tags) }))
      return {}
    },
  })
}
