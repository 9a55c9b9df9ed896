/** What a managed policy's document must be before it is kept: of the identity grammar, and not larger than the quota. */
import { LIMITS } from '../../base/index.ts'
import { policySizeCharacters } from '../../policy/index.ts'
import { checkPolicy } from './policy-text.ts'
import { quotaExceeded } from './refusals.ts'

export function checkManagedPolicy(text: string): void {
  checkPolicy(text, 'identity')
  const limit = LIMITS.policy.managedCharacters
  if (policySizeCharacters(text) > limit) throw quotaExceeded('PolicySize', limit)
}
