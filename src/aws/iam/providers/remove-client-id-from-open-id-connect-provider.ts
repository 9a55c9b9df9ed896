/**
 * Accepts an audience no longer; one that was not accepted is no error.
 * Implements iam:RemoveClientIDFromOpenIDConnectProvider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { changeProvider } from '../provider-lookup.ts'
import { ARN, CLIENT_ID, required } from '../shapes.ts'

export function removeClientIDFromOpenIDConnectProvider(parts: IamParts): Operation {
  return operation({
    name: 'RemoveClientIDFromOpenIDConnectProvider',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN), ClientID: required(CLIENT_ID) } },
    authorize: ({ OpenIDConnectProviderArn }) =>
      onProvider(parts, 'RemoveClientIDFromOpenIDConnectProvider', OpenIDConnectProviderArn),
    async handle({ OpenIDConnectProviderArn, ClientID }, { accountId }) {
      await changeProvider(parts, accountId, OpenIDConnectProviderArn, (provider) => ({
        ...provider,
        clientIds: provider.clientIds.filter((clientId) => clientId !== ClientID),
      }))
      return {}
    },
  })
}
