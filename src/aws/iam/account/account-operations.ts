/** The operations on the account as a whole. */
import type { Operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { createAccountAlias } from './create-account-alias.ts'
import { deleteAccountAlias } from './delete-account-alias.ts'
import { getAccountAuthorizationDetails } from './get-account-authorization-details.ts'
import { getAccountSummary } from './get-account-summary.ts'
import { listAccountAliases } from './list-account-aliases.ts'

export function accountOperations(parts: IamParts): readonly Operation[] {
  return [
    createAccountAlias(parts),
    deleteAccountAlias(parts),
    getAccountAuthorizationDetails(parts),
    getAccountSummary(parts),
    listAccountAliases(parts),
  ]
}
