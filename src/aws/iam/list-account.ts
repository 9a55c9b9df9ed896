/** All documents of one collection that an account has; at most its quota of them. */
import type { Collection } from './documents.ts'
import type { IamParts } from './iam-parts.ts'

export async function listAccount<Document>(
  parts: IamParts,
  collection: Collection<Document>,
  accountId: string,
): Promise<readonly Document[]> {
  const { documents } = await parts.store.list(collection.name, { prefix: `${accountId}/` })
  return documents.map(({ value }) => value as Document)
}
