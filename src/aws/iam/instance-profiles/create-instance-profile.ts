/**
 * Makes an instance profile: the box in which EC2 is given a role. There are no instances here; Terraform and eksctl
 * make profiles for the nodes of a cluster.
 * Implements iam:CreateInstanceProfile (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html).
 */
import { LIMITS, uniqueId } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { INSTANCE_PROFILES, type InstanceProfileDocument, nameKey } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { completeProfileOutput } from '../instance-profile-lookup.ts'
import { onCreate } from '../permissions.ts'
import { entityAlreadyExists, quotaExceeded } from '../refusals.ts'
import { INSTANCE_PROFILE_NAME, PATH, required, TAGS } from '../shapes.ts'
import { newTags } from '../tags.ts'
import { transact } from '../transaction.ts'

export function createInstanceProfile(parts: IamParts): Operation {
  const arnOf = (accountId: string, path: string | undefined, name: string) =>
    iamArn(parts.partition, accountId, 'instance-profile', (path ?? '/') + name)
  return operation({
    name: 'CreateInstanceProfile',
    input: {
      kind: 'structure',
      members: { InstanceProfileName: required(INSTANCE_PROFILE_NAME), Path: PATH, Tags: TAGS },
    },
    authorize: ({ Path, InstanceProfileName, Tags }, { accountId }) =>
      onCreate('CreateInstanceProfile', 'TagInstanceProfile', arnOf(accountId, Path, InstanceProfileName), Tags),
    async handle(input, { accountId, now }) {
      const profile: InstanceProfileDocument = {
        accountId,
        name: input.InstanceProfileName,
        path: input.Path ?? '/',
        arn: arnOf(accountId, input.Path, input.InstanceProfileName),
        id: uniqueId('AIPA', parts.random),
        createdAt: now,
        tags: newTags(input.Tags),
      }
      await transact(parts.store, async (transaction) => {
        const key = nameKey(accountId, profile.name)
        if (await transaction.get(INSTANCE_PROFILES, key)) {
          throw entityAlreadyExists(`Instance Profile ${profile.name} already exists.`)
        }
        const limit = LIMITS.iam.instanceProfilesPerAccount
        if (parts.index.count(INSTANCE_PROFILES, accountId) >= limit) throw quotaExceeded('InstanceProfilesPerAccount', limit)
        transaction.put(INSTANCE_PROFILES, key, profile)
      })
      return { InstanceProfile: completeProfileOutput(parts, profile) }
    },
  })
}
