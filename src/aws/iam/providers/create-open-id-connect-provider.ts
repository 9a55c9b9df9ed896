/**
 * Registers an issuer whose tokens may be exchanged for role credentials.
 * Implements iam:CreateOpenIDConnectProvider (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html).
 * Nothing is fetched from the issuer here: without thumbprints, its certificate must lead to a trusted root.
 */
import { LIMITS } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { PROVIDERS, type ProviderDocument, providerKey, providerName } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { onCreate } from '../permissions.ts'
import { checkedClientIds, checkedThumbprints } from '../provider-limits.ts'
import { checkProviderUrl } from '../provider-url.ts'
import { entityAlreadyExists, quotaExceeded } from '../refusals.ts'
import { CLIENT_ID, PROVIDER_URL, required, TAGS, THUMBPRINTS } from '../shapes.ts'
import { newTags } from '../tags.ts'
import { transact } from '../transaction.ts'

export function createOpenIDConnectProvider(parts: IamParts): Operation {
  const arnOf = (accountId: string, url: string) => iamArn(parts.partition, accountId, 'oidc-provider', providerName(url))
  return operation({
    name: 'CreateOpenIDConnectProvider',
    input: {
      kind: 'structure',
      members: {
        Url: required(PROVIDER_URL),
        ClientIDList: { kind: 'list', member: CLIENT_ID },
        ThumbprintList: THUMBPRINTS,
        Tags: TAGS,
      },
    },
    authorize: ({ Url, Tags }, { accountId }) =>
      onCreate('CreateOpenIDConnectProvider', 'TagOpenIDConnectProvider', arnOf(accountId, Url), Tags),
    async handle(input, { accountId, now }) {
      checkProviderUrl(input.Url)
      const provider: ProviderDocument = {
        accountId,
        arn: arnOf(accountId, input.Url),
        url: input.Url,
        clientIds: checkedClientIds(input.ClientIDList ?? []),
        thumbprints: checkedThumbprints(input.ThumbprintList ?? []),
        createdAt: now,
        tags: newTags(input.Tags),
      }
      await transact(parts.store, async (transaction) => {
        const key = providerKey(accountId, providerName(input.Url))
        if (await transaction.get(PROVIDERS, key)) {
          throw entityAlreadyExists(`Provider with url ${input.Url} already exists.`)
        }
        const limit = LIMITS.iam.providersPerAccount
        if (parts.index.count(PROVIDERS, accountId) >= limit) throw quotaExceeded('OpenIdConnectProvidersPerAccount', limit)
        transaction.put(PROVIDERS, key, provider)
      })
      const Tags = provider.tags.map(({ Key, Value }) => ({ Key, Value }))
      return { OpenIDConnectProviderArn: provider.arn, ...(Tags.length > 0 ? { Tags } : {}) }
    },
  })
}
