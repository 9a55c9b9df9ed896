/** OIDC providers by the ARN that a request names. */
import { readIamArn } from './arns.ts'
import { PROVIDERS, type ProviderDocument, providerKey } from './documents.ts'
import type { IamParts } from './iam-parts.ts'
import { noSuchEntity } from './refusals.ts'
import { transact } from './transaction.ts'

/** Under an ARN of another account there is nothing to be found. */
export function keyOfProvider(parts: IamParts, accountId: string, arn: string): string | undefined {
  const { partition, accountId: owner, resource } = readIamArn(arn, 'oidc-provider')
  if (owner !== accountId || partition !== parts.partition) return undefined
  return providerKey(accountId, resource.slice('oidc-provider/'.length))
}

export async function readProvider(parts: IamParts, accountId: string, arn: string): Promise<ProviderDocument> {
  const key = keyOfProvider(parts, accountId, arn)
  const stored = key === undefined ? undefined : await parts.store.get(PROVIDERS.name, key)
  if (!stored) throw providerNotFound(arn)
  return stored.value as unknown as ProviderDocument
}

export async function changeProvider(
  parts: IamParts,
  accountId: string,
  arn: string,
  change: (provider: ProviderDocument) => ProviderDocument,
): Promise<void> {
  const key = keyOfProvider(parts, accountId, arn)
  if (key === undefined) throw providerNotFound(arn)
  await transact(parts.store, async (transaction) => {
    const provider = await transaction.get(PROVIDERS, key)
    if (!provider) throw providerNotFound(arn)
    transaction.put(PROVIDERS, key, change(provider))
  })
}

function providerNotFound(arn: string): Error {
  return noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)
}
