/**
 * Accepts one more audience; one that is accepted already is no error.
 * Implements iam:AddClientIDToOpenIDConnectProvider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { checkedClientIds } from '../provider-limits.ts'
import { changeProvider } from '../provider-lookup.ts'
import { ARN, CLIENT_ID, required } from '../shapes.ts'

export function addClientIDToOpenIDConnectProvider(parts: IamParts): Operation {
  return operation({
    name: 'AddClientIDToOpenIDConnectProvider',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN), ClientID: required(CLIENT_ID) } },
    authorize: ({ OpenIDConnectProviderArn }) =>
      onProvider(parts, 'AddClientIDToOpenIDConnectProvider', OpenIDConnectProviderArn),
    async handle({ OpenIDConnectProviderArn, ClientID }, { accountId }) {
      await changeProvider(parts, accountId, OpenIDConnectProviderArn, (provider) => ({
        ...provider,
        clientIds: checkedClientIds([...provider.clientIds, ClientID]),
      }))
      return {}
    },
  })
}
