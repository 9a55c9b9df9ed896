/** Implements iam:ListOpenIDConnectProviderTags (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html). */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { readProvider } from '../provider-lookup.ts'
import { ARN, PAGING, required } from '../shapes.ts'
import { tagPage } from '../tag-page.ts'

export function listOpenIDConnectProviderTags(parts: IamParts): Operation {
  return operation({
    name: 'ListOpenIDConnectProviderTags',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN), ...PAGING } },
    authorize: ({ OpenIDConnectProviderArn }) => onProvider(parts, 'ListOpenIDConnectProviderTags', OpenIDConnectProviderArn),
    async handle(input, { accountId }) {
      const provider = await readProvider(parts, accountId, input.OpenIDConnectProviderArn)
      return tagPage(provider.tags, input)
    },
  })
}
