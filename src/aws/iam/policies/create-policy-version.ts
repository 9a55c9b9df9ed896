/**
 * Adds a version to a managed policy, in force at once if it is to be the default.
 * Implements iam:CreatePolicyVersion (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html).
 */
import { LIMITS } from '../../../base/index.ts'
import { type Operation, type Output, operation } from '../../operation/index.ts'
import { changePolicy } from '../change-policy.ts'
import type { IamParts } from '../iam-parts.ts'
import { checkManagedPolicy } from '../managed-policy-text.ts'
import { onPolicy } from '../permissions.ts'
import { versionOutput } from '../policy-output.ts'
import { limitExceeded } from '../refusals.ts'
import { ARN, POLICY_DOCUMENT, required } from '../shapes.ts'

export function createPolicyVersion(parts: IamParts): Operation {
  return operation({
    name: 'CreatePolicyVersion',
    input: {
      kind: 'structure',
      members: {
        PolicyArn: required(ARN),
        PolicyDocument: required(POLICY_DOCUMENT),
        SetAsDefault: { kind: 'boolean' },
      },
    },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'CreatePolicyVersion', PolicyArn),
    async handle({ PolicyArn, PolicyDocument, SetAsDefault }, { accountId, now }) {
      checkManagedPolicy(PolicyDocument)
      let PolicyVersion: Output = {}
      await changePolicy(parts, accountId, PolicyArn, (policy) => {
        const limit = LIMITS.iam.policyVersions
        if (policy.versions.length >= limit) {
          throw limitExceeded(
            `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
          )
        }
        const version = { number: policy.nextVersion, document: PolicyDocument, createdAt: now }
        const after = {
          ...policy,
          versions: [...policy.versions, version],
          nextVersion: policy.nextVersion + 1,
          updatedAt: now,
          defaultVersion: SetAsDefault === true ? version.number : policy.defaultVersion,
        }
        PolicyVersion = versionOutput(after, version)
        return after
      })
      return { PolicyVersion }
    },
  })
}
