/**
 * Removes a user that has neither keys nor policies nor groups left.
 * Implements iam:DeleteUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { nameKey, USERS } from '../documents.ts'
import { readEntityIn, USER } from '../entity-kind.ts'
import { refuseWithPolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { endUse } from '../policy-usage.ts'
import { deleteConflict } from '../refusals.ts'
import { required, USER_NAME } from '../shapes.ts'
import { succeedPrincipal } from '../succeed-principal.ts'
import { transact } from '../transaction.ts'

export function deleteUser(parts: IamParts): Operation {
  return operation({
    name: 'DeleteUser',
    input: { kind: 'structure', members: { UserName: required(USER_NAME) } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'DeleteUser', UserName),
    async handle({ UserName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const user = await readEntityIn(transaction, USER, accountId, UserName)
        if ((user.groups ?? []).length > 0) {
          throw deleteConflict('Cannot delete entity, must remove users from group first.')
        }
        if (user.accessKeys.length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.')
        refuseWithPolicies(user)
        if (user.boundaryArn !== undefined) await endUse(parts, transaction, accountId, user.boundaryArn, 'boundaryUses')
        await succeedPrincipal(parts, transaction, user.arn, user.id)
        transaction.delete(USERS, nameKey(accountId, UserName))
      })
      return {}
    },
  })
}
