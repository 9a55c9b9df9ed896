/**
 * Takes the account's alias away.
 * Implements iam:DeleteAccountAlias (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ACCOUNT_ALIAS, keyOfAccount, keyOfAlias } from '../account-alias.ts'
import { ALIASES } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { noSuchEntity } from '../refusals.ts'
import { required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function deleteAccountAlias(parts: IamParts): Operation {
  return operation({
    name: 'DeleteAccountAlias',
    input: { kind: 'structure', members: { AccountAlias: required(ACCOUNT_ALIAS) } },
    authorize: () => [{ action: 'iam:DeleteAccountAlias', resource: '*' }],
    async handle({ AccountAlias: alias }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const found = await transaction.get(ALIASES, keyOfAlias(alias))
        const own = await transaction.get(ALIASES, keyOfAccount(accountId))
        if (found?.accountId !== accountId || own === undefined) {
          throw noSuchEntity(`The account alias ${alias} cannot be found.`)
        }
        transaction.delete(ALIASES, keyOfAlias(alias))
        transaction.delete(ALIASES, keyOfAccount(accountId))
      })
      return {}
    },
  })
}
