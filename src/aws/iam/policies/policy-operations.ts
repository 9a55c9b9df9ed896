/** The operations on managed policies and their versions. */
import type { Operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { createPolicy } from './create-policy.ts'
import { createPolicyVersion } from './create-policy-version.ts'
import { deletePolicy } from './delete-policy.ts'
import { deletePolicyVersion } from './delete-policy-version.ts'
import { getPolicy } from './get-policy.ts'
import { getPolicyVersion } from './get-policy-version.ts'
import { listEntitiesForPolicy } from './list-entities-for-policy.ts'
import { listPolicies } from './list-policies.ts'
import { listPolicyTags } from './list-policy-tags.ts'
import { listPolicyVersions } from './list-policy-versions.ts'
import { setDefaultPolicyVersion } from './set-default-policy-version.ts'
import { tagPolicy } from './tag-policy.ts'
import { untagPolicy } from './untag-policy.ts'

export function policyOperations(parts: IamParts): readonly Operation[] {
  return [
    createPolicy(parts),
    createPolicyVersion(parts),
    deletePolicy(parts),
    deletePolicyVersion(parts),
    getPolicy(parts),
    getPolicyVersion(parts),
    listEntitiesForPolicy(parts),
    listPolicies(parts),
    listPolicyTags(parts),
    listPolicyVersions(parts),
    setDefaultPolicyVersion(parts),
    tagPolicy(parts),
    untagPolicy(parts),
  ]
}
