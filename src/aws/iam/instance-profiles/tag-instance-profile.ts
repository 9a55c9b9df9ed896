/**
 * Adds tags to an instance profile; a key that is there already, in whatever case, gets the new value.
 * Implements iam:TagInstanceProfile (https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { changeProfile } from '../instance-profile-lookup.ts'
import { onInstanceProfile } from '../permissions.ts'
import { INSTANCE_PROFILE_NAME, required, TAGS } from '../shapes.ts'
import { requestTagContext, withTags } from '../tags.ts'

export function tagInstanceProfile(parts: IamParts): Operation {
  return operation({
    name: 'TagInstanceProfile',
    input: {
      kind: 'structure',
      members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME), Tags: required(TAGS) },
    },
    authorize: ({ InstanceProfileName, Tags }, call) =>
      onInstanceProfile(parts, call, 'TagInstanceProfile', InstanceProfileName, requestTagContext(Tags)),
    async handle({ InstanceProfileName, Tags }, { accountId }) {
      await changeProfile(parts, accountId, InstanceProfileName, (profile) => ({
        ...profile,
        tags: withTags(profile.tags, Tags),
      }))
      return {}
    },
  })
}
