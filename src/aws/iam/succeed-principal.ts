/** What becomes of trust policies when a role or user that they name is deleted or renamed. See trust-principals.ts. */
import { nameKey, ROLES } from './documents.ts'
import type { IamParts } from './iam-parts.ts'
import type { Transaction } from './transaction.ts'
import { withSuccessor } from './trust-principals.ts'

/** Every trust policy that names `arn` names `successor` from now on: a unique id, or the ARN after a new name. */
export async function succeedPrincipal(parts: IamParts, transaction: Transaction, arn: string, successor: string): Promise<void> {
  for (const { accountId, name } of parts.index.rolesTrusting(arn)) {
    const key = nameKey(accountId, name)
    const role = await transaction.get(ROLES, key)
    if (role) transaction.put(ROLES, key, { ...role, trustPolicy: withSuccessor(role.trustPolicy, arn, successor) })
  }
}
