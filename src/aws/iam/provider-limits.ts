/**
 * The lists of an OIDC provider, with AWS's limits and words.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { LIMITS } from '../../base/index.ts'
import { invalidInput, quotaExceeded } from './refusals.ts'

/** Without repetitions, in the order given. */
export function checkedClientIds(clientIds: readonly string[]): readonly string[] {
  const distinct = [...new Set(clientIds)]
  const limit = LIMITS.iam.clientIdsPerProvider
  if (distinct.length > limit) throw quotaExceeded('ClientIdsPerOpenIdConnectProvider', limit)
  return distinct
}

/** May be empty: then the issuer's certificate must lead to a trusted root. */
export function checkedThumbprints(thumbprints: readonly string[]): readonly string[] {
  const limit = LIMITS.iam.thumbprintsPerProvider
  if (thumbprints.length > limit) throw invalidInput(`Thumbprint list must contain fewer than ${limit} entries.`)
  if (!thumbprints.every((thumbprint) => /^[0-9A-Fa-f]{40}$/.test(thumbprint))) {
    throw invalidInput('A thumbprint must be 40 hexadecimal characters.')
  }
  return [...new Set(thumbprints)]
}
