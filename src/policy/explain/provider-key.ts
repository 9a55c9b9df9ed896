/**
 * Condition keys of identity providers: `oidc.example/id/ABC:sub`. The provider may hold a port (`localhost:8443/id/A`),
 * so such keys are cut at their last colon.
 */
import type { PrincipalIdentity, RequestContext } from '../request.ts'

export interface ProviderKey {
  /** The provider's URL as the key has it, lower case. */
  readonly provider: string
  /** `sub`, `aud`, `amr`. */
  readonly claim: string
}

/** Keys whose part before the last colon looks like a host, with or without port and path. */
export function readProviderKey(lookup: string): ProviderKey | undefined {
  const colon = lookup.lastIndexOf(':')
  const provider = lookup.slice(0, colon)
  const host = provider.replace(/^https?:\/\//, '').split('/', 1)[0] ?? ''
  if (!/^[a-z0-9.-]+(?::\d+)?$/.test(host)) return undefined
  if (!host.includes('.') && !host.includes(':') && host !== 'localhost') return undefined
  return { provider, claim: lookup.slice(colon + 1) }
}

/** What the provider's condition keys start with: its URL without scheme, or the name of a built-in one. */
export function providerName(principal: PrincipalIdentity): string | undefined {
  if (principal.type !== 'federated') return undefined
  const marker = ':oidc-provider/'
  const at = principal.provider.indexOf(marker)
  return at < 0 ? principal.provider : principal.provider.slice(at + marker.length)
}

/** The token's claim as the request's context has it. */
export function claimOf(provider: string, claim: string, context: RequestContext): string | undefined {
  const value = context[`${provider}:${claim}`.toLowerCase()]
  return typeof value === 'string' ? value : value?.[0]
}
