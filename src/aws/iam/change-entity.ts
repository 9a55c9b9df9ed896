/** Changes one role, user or group: read, decide, write, again if somebody else was quicker. */
import { nameKey } from './documents.ts'
import { type Entity, type EntityKind, readEntityIn } from './entity-kind.ts'
import type { IamParts } from './iam-parts.ts'
import { type Transaction, transact } from './transaction.ts'

/** Resolves with the document that was written. A change that answers the same value writes nothing. */
export function changeEntity<Document extends Entity>(
  parts: IamParts,
  kind: EntityKind<Document>,
  accountId: string,
  name: string,
  change: (document: Document, transaction: Transaction) => Document | Promise<Document>,
): Promise<Document> {
  return transact(parts.store, async (transaction) => {
    const before = await readEntityIn(transaction, kind, accountId, name)
    const after = await change(before, transaction)
    if (after !== before) transaction.put(kind.collection, nameKey(accountId, name), after)
    return after
  })
}
