/**
 * Gives a user another name, another path, or both. It keeps its id, its keys, its policies, and who trusts it.
 * Implements iam:UpdateUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { nameKey, USERS } from '../documents.ts'
import { readEntityIn, USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { entityAlreadyExists } from '../refusals.ts'
import { NEW_USER_NAME, PATH, required, USER_NAME } from '../shapes.ts'
import { succeedPrincipal } from '../succeed-principal.ts'
import { transact } from '../transaction.ts'

export function updateUser(parts: IamParts): Operation {
  return operation({
    name: 'UpdateUser',
    input: {
      kind: 'structure',
      members: { UserName: required(USER_NAME), NewPath: PATH, NewUserName: NEW_USER_NAME },
    },
    // AWS wants the permission on the user as it is and as it shall be.
    authorize({ UserName, NewPath, NewUserName }, call) {
      const before = parts.index.user(call.accountId, UserName)?.document
      const after = (NewPath ?? before?.path ?? '/') + (NewUserName ?? before?.name ?? UserName)
      const resource = iamArn(parts.partition, call.accountId, 'user', after)
      const present = onUser(parts, call, 'UpdateUser', UserName)
      return present[0]?.resource === resource ? present : [...present, { action: 'iam:UpdateUser', resource }]
    },
    async handle({ UserName, NewPath, NewUserName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const before = await readEntityIn(transaction, USER, accountId, UserName)
        const name = NewUserName ?? before.name
        const path = NewPath ?? before.path
        const [oldKey, newKey] = [nameKey(accountId, before.name), nameKey(accountId, name)]
        if (newKey !== oldKey) {
          if (await transaction.get(USERS, newKey)) throw entityAlreadyExists(`User with name ${name} already exists.`)
          transaction.delete(USERS, oldKey)
        }
        const arn = iamArn(parts.partition, accountId, 'user', path + name)
        await succeedPrincipal(parts, transaction, before.arn, arn)
        transaction.put(USERS, newKey, { ...before, name, path, arn })
      })
      return {}
    },
  })
}
