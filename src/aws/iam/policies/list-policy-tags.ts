/** Implements iam:ListPolicyTags (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html). AWS's own policies have none. */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { readPolicy } from '../policy-lookup.ts'
import { ARN, PAGING, required } from '../shapes.ts'
import { tagPage } from '../tag-page.ts'

export function listPolicyTags(parts: IamParts): Operation {
  return operation({
    name: 'ListPolicyTags',
    input: { kind: 'structure', members: { PolicyArn: required(ARN), ...PAGING } },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'ListPolicyTags', PolicyArn),
    async handle(input, { accountId }) {
      const found = await readPolicy(parts, accountId, input.PolicyArn)
      return tagPage(found.owner === 'aws' ? [] : found.document.tags, input)
    },
  })
}
