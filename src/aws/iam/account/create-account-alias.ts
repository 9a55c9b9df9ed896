/**
 * Gives the account an alias, in place of the one that it had.
 * Implements iam:CreateAccountAlias (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { ACCOUNT_ALIAS, keyOfAccount, keyOfAlias } from '../account-alias.ts'
import { ALIASES } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { entityAlreadyExists } from '../refusals.ts'
import { required } from '../shapes.ts'
import { transact } from '../transaction.ts'

export function createAccountAlias(parts: IamParts): Operation {
  return operation({
    name: 'CreateAccountAlias',
    input: { kind: 'structure', members: { AccountAlias: required(ACCOUNT_ALIAS) } },
    authorize: () => [{ action: 'iam:CreateAccountAlias', resource: '*' }],
    async handle({ AccountAlias: alias }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const [own, wanted] = [keyOfAccount(accountId), keyOfAlias(alias)]
        if (await transaction.get(ALIASES, wanted)) throw entityAlreadyExists(`The account alias ${alias} already exists.`)
        const before = await transaction.get(ALIASES, own)
        if (before) {
          await transaction.get(ALIASES, keyOfAlias(before.alias))
          transaction.delete(ALIASES, keyOfAlias(before.alias))
        }
        transaction.put(ALIASES, own, { accountId, alias })
        transaction.put(ALIASES, wanted, { accountId, alias })
      })
      return {}
    },
  })
}
