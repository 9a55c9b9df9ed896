/**
 * Removes an OIDC provider; one that is not there is no error. Roles that name it stay, and stop working.
 * Implements iam:DeleteOpenIDConnectProvider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { PROVIDERS } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { onProvider } from '../permissions.ts'
import { keyOfProvider } from '../provider-lookup.ts'
import { ARN, required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function deleteOpenIDConnectProvider(parts: IamParts): Operation {
  return operation({
    name: 'DeleteOpenIDConnectProvider',
    input: { kind: 'structure', members: { OpenIDConnectProviderArn: required(ARN) } },
    authorize: ({ OpenIDConnectProviderArn }) => onProvider(parts, 'DeleteOpenIDConnectProvider', OpenIDConnectProviderArn),
    async handle({ OpenIDConnectProviderArn }, { accountId }) {
      const key = keyOfProvider(parts, accountId, OpenIDConnectProviderArn)
      if (key === undefined) return {}
      await transact(parts.store, async (transaction) => {
        if (await transaction.get(PROVIDERS, key)) transaction.delete(PROVIDERS, key)
      })
      return {}
    },
  })
}
