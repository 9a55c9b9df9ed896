/**
 * Removes a managed policy that nobody has and that has one version.
 * Implements iam:DeletePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changePolicy } from '../change-policy.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { deleteConflict } from '../refusals.ts'
import { ARN, required } from '../shapes.ts'

export function deletePolicy(parts: IamParts): Operation {
  return operation({
    name: 'DeletePolicy',
    input: { kind: 'structure', members: { PolicyArn: required(ARN) } },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'DeletePolicy', PolicyArn),
    async handle({ PolicyArn }, { accountId }) {
      await changePolicy(parts, accountId, PolicyArn, (policy) => {
        if (policy.attachments + policy.boundaryUses > 0) {
          throw deleteConflict('Cannot delete a policy attached to entities.')
        }
        if (policy.versions.length > 1) {
          throw deleteConflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
          )
        }
        return undefined
      })
      return {}
    },
  })
}
