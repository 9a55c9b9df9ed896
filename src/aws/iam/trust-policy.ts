/**
 * What a role's trust policy must be before it is kept: of the trust grammar, and not larger than the quota.
 * Quota: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (AWS calls it ACLSizePerRole).
 */
import { LIMITS } from '../../base/index.ts'
import { policySizeCharacters } from '../../policy/index.ts'
import { checkPolicy } from './policy-text.ts'
import { quotaExceeded } from './refusals.ts'

export function checkTrustPolicy(text: string): void {
  checkPolicy(text, 'trust')
  const limit = LIMITS.policy.trustCharacters
  if (policySizeCharacters(text) > limit) throw quotaExceeded('ACLSizePerRole', limit)
}
