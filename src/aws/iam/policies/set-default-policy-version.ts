/**
 * Makes another version the one that binds, for everybody who has the policy, from the next request on.
 * Implements iam:SetDefaultPolicyVersion (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { changePolicy, versionNamed } from '../change-policy.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { ARN, POLICY_VERSION, required } from '../shapes.ts'

export function setDefaultPolicyVersion(parts: IamParts): Operation {
  return operation({
    name: 'SetDefaultPolicyVersion',
    input: { kind: 'structure', members: { PolicyArn: required(ARN), VersionId: required(POLICY_VERSION) } },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'SetDefaultPolicyVersion', PolicyArn),
    async handle({ PolicyArn, VersionId }, { accountId }) {
      await changePolicy(parts, accountId, PolicyArn, (policy) => ({
        ...policy,
        defaultVersion: versionNamed(policy, VersionId).number,
      }))
      return {}
    },
  })
}
