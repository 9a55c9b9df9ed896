/**
 * Lists the ARNs of an account's OIDC providers, all at once: this action has no pages.
 * Implements iam:ListOpenIDConnectProviders (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { PROVIDERS } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { listAccount } from '../list-account.ts'
import { onList } from '../permissions.ts'

export function listOpenIDConnectProviders(parts: IamParts): Operation {
  return operation({
    name: 'ListOpenIDConnectProviders',
    input: { kind: 'structure', members: {} },
    authorize: (_, call) => onList(parts, call, 'ListOpenIDConnectProviders', 'oidc-provider', '/*'),
    async handle(_, { accountId }) {
      const providers = await listAccount(parts, PROVIDERS, accountId)
      return { OpenIDConnectProviderList: providers.map(({ arn }) => ({ Arn: arn })) }
    },
  })
}
