/** Implements iam:GetInstanceProfile (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html). */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { completeProfileOutput, readProfile } from '../instance-profile-lookup.ts'
import { onInstanceProfile } from '../permissions.ts'
import { INSTANCE_PROFILE_NAME, required } from '../shapes.ts'

export function getInstanceProfile(parts: IamParts): Operation {
  return operation({
    name: 'GetInstanceProfile',
    input: { kind: 'structure', members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME) } },
    authorize: ({ InstanceProfileName }, call) => onInstanceProfile(parts, call, 'GetInstanceProfile', InstanceProfileName),
    handle: async ({ InstanceProfileName }, { accountId }) => ({
      InstanceProfile: completeProfileOutput(parts, await readProfile(parts, accountId, InstanceProfileName)),
    }),
  })
}
