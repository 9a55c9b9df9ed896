/**
 * Lists an instance profile's tags, by key.
 * Implements iam:ListInstanceProfileTags (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { readProfile } from '../instance-profile-lookup.ts'
import { onInstanceProfile } from '../permissions.ts'
import { INSTANCE_PROFILE_NAME, PAGING, required } from '../shapes.ts'
import { tagPage } from '../tag-page.ts'

export function listInstanceProfileTags(parts: IamParts): Operation {
  return operation({
    name: 'ListInstanceProfileTags',
    input: { kind: 'structure', members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME), ...PAGING } },
    authorize: ({ InstanceProfileName }, call) => onInstanceProfile(parts, call, 'ListInstanceProfileTags', InstanceProfileName),
    async handle(input, { accountId }) {
      const profile = await readProfile(parts, accountId, input.InstanceProfileName)
      return tagPage(profile.tags, input)
    },
  })
}
