/**
 * Adds tags to an OIDC provider; a key that is there already, in whatever case, gets the new value.
 * Implements iam:TagOpenIDConnectProvider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { changeProvider } from '../provider-lookup.ts'
import { ARN, required, TAGS } from '../shapes.ts'
import { requestTagContext, withTags } from '../tags.ts'

export function tagOpenIDConnectProvider(parts: IamParts): Operation {
  return operation({
    name: 'TagOpenIDConnectProvider',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN), Tags: required(TAGS) } },
    authorize: ({ OpenIDConnectProviderArn, Tags }) =>
      onProvider(parts, 'TagOpenIDConnectProvider', OpenIDConnectProviderArn, requestTagContext(Tags)),
    async handle({ OpenIDConnectProviderArn, Tags }, { accountId }) {
      await changeProvider(parts, accountId, OpenIDConnectProviderArn, (provider) => ({
        ...provider,
        tags: withTags(provider.tags, Tags),
      }))
      return {}
    },
  })
}
