/**
 * Removes tags from an OIDC provider; keys that it does not have are no error.
 * Implements iam:UntagOpenIDConnectProvider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { changeProvider } from '../provider-lookup.ts'
import { ARN, required, TAG_KEYS } from '../shapes.ts'
import { withoutTags } from '../tags.ts'

export function untagOpenIDConnectProvider(parts: IamParts): Operation {
  return operation({
    name: 'UntagOpenIDConnectProvider',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN), TagKeys: required(TAG_KEYS) } },
    authorize: ({ OpenIDConnectProviderArn, TagKeys }) =>
      onProvider(parts, 'UntagOpenIDConnectProvider', OpenIDConnectProviderArn, { 'aws:tagkeys': TagKeys }),
    async handle({ OpenIDConnectProviderArn, TagKeys }, { accountId }) {
      await changeProvider(parts, accountId, OpenIDConnectProviderArn, (provider) => ({
        ...provider,
        tags: withoutTags(provider.tags, TagKeys),
      }))
      return {}
    },
  })
}
