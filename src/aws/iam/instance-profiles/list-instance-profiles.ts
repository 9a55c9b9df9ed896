/**
 * Implements iam:ListInstanceProfiles (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html).
 * As on AWS, a list leaves out tags: GetInstanceProfile has them.
 */
import { type Operation, operation } from '../../operation/index.ts'
import { INSTANCE_PROFILES } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { profileOutput } from '../instance-profile-lookup.ts'
import { listAccount } from '../list-account.ts'
import { pageOf } from '../paging.ts'
import { onList } from '../permissions.ts'
import { PAGING, PATH_PREFIX } from '../shapes.ts'

export function listInstanceProfiles(parts: IamParts): Operation {
  return operation({
    name: 'ListInstanceProfiles',
    input: { kind: 'structure', members: { PathPrefix: PATH_PREFIX, ...PAGING } },
    authorize: ({ PathPrefix }, call) => onList(parts, call, 'ListInstanceProfiles', 'instance-profile', PathPrefix),
    async handle(input, { accountId }) {
      const profiles = await listAccount(parts, INSTANCE_PROFILES, accountId)
      const below = profiles.filter((profile) => profile.path.startsWith(input.PathPrefix ?? '/'))
      const page = pageOf(below, (profile) => profile.name.toLowerCase(), input)
      return { InstanceProfiles: page.items.map((profile) => profileOutput(parts, profile)), ...page.rest }
    },
  })
}
