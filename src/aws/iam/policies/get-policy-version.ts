/**
 * Answers what one version of a managed policy says, percent-encoded.
 * Implements iam:GetPolicyVersion (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html).
 * Of AWS's own policies only the default version is known here.
 */
import { type Operation, operation } from '../../operation/index.ts'
import { noSuchVersion } from '../change-policy.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { readPolicy } from '../policy-lookup.ts'
import { versionsOf } from '../policy-output.ts'
import { ARN, POLICY_VERSION, required } from '../shapes.ts'

export function getPolicyVersion(parts: IamParts): Operation {
  return operation({
    name: 'GetPolicyVersion',
    input: { kind: 'structure', members: { PolicyArn: required(ARN), VersionId: required(POLICY_VERSION) } },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'GetPolicyVersion', PolicyArn),
    async handle({ PolicyArn, VersionId }, { accountId }) {
      const versions = versionsOf(await readPolicy(parts, accountId, PolicyArn))
      const version = versions.find(({ summary }) => summary['VersionId'] === VersionId)
      if (!version) throw noSuchVersion(PolicyArn, VersionId)
      return { PolicyVersion: { Document: version.document(), ...version.summary } }
    },
  })
}
