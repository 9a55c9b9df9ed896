/**
 * Removes a version that is not the default one.
 * Implements iam:DeletePolicyVersion (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changePolicy, versionNamed } from '../change-policy.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { deleteConflict } from '../refusals.ts'
import { ARN, POLICY_VERSION, required } from '../shapes.ts'

export function deletePolicyVersion(parts: IamParts): Operation {
  return operation({
    name: 'DeletePolicyVersion',
    input: { kind: 'structure', members: { PolicyArn: required(ARN), VersionId: required(POLICY_VERSION) } },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'DeletePolicyVersion', PolicyArn),
    async handle({ PolicyArn, VersionId }, { accountId }) {
      await changePolicy(parts, accountId, PolicyArn, (policy) => {
        const { number } = versionNamed(policy, VersionId)
        if (number === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.')
        return { ...policy, versions: policy.versions.filter((version) => version.number !== number) }
      })
      return {}
    },
  })
}
