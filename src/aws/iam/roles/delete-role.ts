/**
 * Removes a role that has no policies left and is in no instance profile. Its live sessions end with it, and a role made
 * later under its name is another one to all who trusted it.
 * Implements iam:DeleteRole (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { nameKey, ROLES } from '../documents.ts'
import { ROLE, readEntityIn } from '../entity-kind.ts'
import { refuseWithPolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onRole } from '../permissions.ts'
import { endUse } from '../policy-usage.ts'
import { deleteConflict } from '../refusals.ts'
import { ROLE_NAME, required } from '../shapes.ts'
import { succeedPrincipal } from '../succeed-principal.ts'
import { transact } from '../transaction.ts'

export function deleteRole(parts: IamParts): Operation {
  return operation({
    name: 'DeleteRole',
    input: { kind: 'structure', members: { RoleName: required(ROLE_NAME) } },
    authorize: ({ RoleName }, call) => onRole(parts, call, 'DeleteRole', RoleName),
    async handle({ RoleName }, { accountId }) {
      await transact(parts.store, async (transaction) => {
        const role = await readEntityIn(transaction, ROLE, accountId, RoleName)
        if ((role.instanceProfiles ?? []).length > 0) {
          throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
        }
        refuseWithPolicies(role)
        if (role.boundaryArn !== undefined) await endUse(parts, transaction, accountId, role.boundaryArn, 'boundaryUses')
        await succeedPrincipal(parts, transaction, role.arn, role.id)
        transaction.delete(ROLES, nameKey(accountId, RoleName))
      })
      return {}
    },
  })
}
