/** Implements iam:GetOpenIDConnectProvider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html). */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { readProvider } from '../provider-lookup.ts'
import { shownProviderUrl } from '../provider-url.ts'
import { ARN, required } from '../shapes.ts'

export function getOpenIDConnectProvider(parts: IamParts): Operation {
  return operation({
    name: 'GetOpenIDConnectProvider',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN) } },
    authorize: ({ OpenIDConnectProviderArn }) => onProvider(parts, 'GetOpenIDConnectProvider', OpenIDConnectProviderArn),
    async handle({ OpenIDConnectProviderArn }, { accountId }) {
      const provider = await readProvider(parts, accountId, OpenIDConnectProviderArn)
      return {
        Url: shownProviderUrl(provider.url),
        ClientIDList: provider.clientIds,
        ThumbprintList: provider.thumbprints,
        CreateDate: new Date(provider.createdAt),
        Tags: provider.tags.map(({ Key, Value }) => ({ Key, Value })),
      }
    },
  })
}
