/**
 * What a role's trust policy must be before it is kept: of the trust grammar, not larger than the quota, and naming
 * only users and roles that exist.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (AWS calls it ACLSizePerRole) and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { LIMITS, parseArn } from '../../base/index.ts'
import { parsePolicy, policySizeCharacters } from '../../policy/index.ts'
import type { IamParts } from './iam-parts.ts'
import { malformedPolicyDocument, quotaExceeded } from './refusals.ts'

export function checkTrustPolicy(parts: IamParts, text: string): void {
  const parsed = parsePolicy(text, 'trust')
  if (!parsed.ok) throw malformedPolicyDocument(parsed.problem[0]?.message ?? 'This policy contains invalid Json')
  const limit = LIMITS.policy.trustCharacters
  if (policySizeCharacters(text) > limit) throw quotaExceeded('ACLSizePerRole', limit)
  for (const { principals } of parsed.value.statements) {
    const missing = principals?.values.find((principal) => principal.type === 'AWS' && isMissing(parts, principal.text))
    if (missing) throw malformedPolicyDocument(`Invalid principal in policy: "AWS":"${missing.text}"`)
  }
}

/** Of accounts that do not live here nobody can say who exists in them. */
function isMissing({ index, accountIds }: IamParts, principal: string): boolean {
  const arn = parseArn(principal)
  if (arn?.service !== 'iam' || !accountIds.has(arn.accountId)) return false
  if (arn.resource.startsWith('role/')) return index.roleByArn(principal) === undefined
  return arn.resource.startsWith('user/') && index.userByArn(principal) === undefined
}
