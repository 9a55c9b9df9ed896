/**
 * What a managed policy's document must be before it is kept: of the identity grammar and its present version (inline
 * policies may still be of the old one), and not larger than the quota.
 */
import { LIMITS } from '../../base/index.ts'
import { parsePolicy, policySizeCharacters } from '../../policy/index.ts'
import { checkPolicy } from './policy-text.ts'
import { malformedPolicyDocument, quotaExceeded } from './refusals.ts'

export function checkManagedPolicy(text: string): void {
  checkPolicy(text, 'identity')
  const document = parsePolicy(text, 'identity')
  if (document.ok && document.value.version !== '2012-10-17') {
    throw malformedPolicyDocument('Policy document must be version 2012-10-17 or greater.')
  }
  const limit = LIMITS.policy.managedCharacters
  if (policySizeCharacters(text) > limit) throw quotaExceeded('PolicySize', limit)
}
