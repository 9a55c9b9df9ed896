/**
 * Replaces the whole list of certificate thumbprints.
 * Implements iam:UpdateOpenIDConnectProviderThumbprint (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { checkedThumbprints } from '../provider-limits.ts'
import { changeProvider } from '../provider-lookup.ts'
import { ARN, required, THUMBPRINTS } from '../shapes.ts'

export function updateOpenIDConnectProviderThumbprint(parts: IamParts): Operation {
  return operation({
    name: 'UpdateOpenIDConnectProviderThumbprint',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN), ThumbprintList: required(THUMBPRINTS) } },
    authorize: ({ OpenIDConnectProviderArn }) =>
      onProvider(parts, 'UpdateOpenIDConnectProviderThumbprint', OpenIDConnectProviderArn),
    async handle({ OpenIDConnectProviderArn, ThumbprintList }, { accountId }) {
      const thumbprints = checkedThumbprints(ThumbprintList)
      await changeProvider(parts, accountId, OpenIDConnectProviderArn, (provider) => ({ ...provider, thumbprints }))
      return {}
    },
  })
}
