/**
 * Removes tags from an instance profile; keys that it does not have are no error.
 * Implements iam:UntagInstanceProfile (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { changeProfile } from '../instance-profile-lookup.ts'
import { onInstanceProfile } from '../permissions.ts'
import { INSTANCE_PROFILE_NAME, required, TAG_KEYS } from '../shapes.ts'
import { withoutTags } from '../tags.ts'

export function untagInstanceProfile(parts: IamParts): Operation {
  return operation({
    name: 'UntagInstanceProfile',
    input: {
      kind: 'structure',
      members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME), TagKeys: required(TAG_KEYS) },
    },
    authorize: ({ InstanceProfileName, TagKeys }, call) =>
      onInstanceProfile(parts, call, 'UntagInstanceProfile', InstanceProfileName, { 'aws:tagkeys': TagKeys }),
    async handle({ InstanceProfileName, TagKeys }, { accountId }) {
      await changeProfile(parts, accountId, InstanceProfileName, (profile) => ({
        ...profile,
        tags: withoutTags(profile.tags, TagKeys),
      }))
      return {}
    },
  })
}
