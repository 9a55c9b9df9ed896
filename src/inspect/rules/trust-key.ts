/**
 * Condition keys of a trust policy that no token's context has, or not all at once: `PROVIDER:CLAIM`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
import type { Rule, Spot } from './rule.ts'
import {
  type ClaimCondition,
  holdsWhenMissing,
  isKnownClaim,
  isPositive,
  mayBePresent,
  type TrustedProvider,
  trustedProviders,
  type WebIdentityGrant,
  webIdentityGrants,
  withoutScheme,
} from './web-identity-grant.ts'

const SCHEME = /^https?:\/\//

export const schemeInKey: Rule = {
  id: 'TP06',
  about: 'trust',
  check(file) {
    const arns = file.document.statements
      .flatMap(trustedProviders)
      .filter(({ arn }) => /^oidc-provider\/https?:/.test(arn.resource))
    const keys = webIdentityGrants(file).flatMap(({ claims }) => claims.filter(({ provider }) => SCHEME.test(provider)))
    return [
      ...arns.map(({ path, url }) => ({
        at: { path },
        message: 'the ARN of a provider holds its URL without the scheme',
        fix: `end the ARN in oidc-provider/${url}`,
      })),
      ...keys.map(({ clause }) => ({
        at: { path: clause.path, part: 'name' as const },
        message: 'a condition key starts with the URL of the provider without the scheme',
        fix: `write ${withoutScheme(clause.key)}`,
      })),
    ]
  },
}

export const foreignKey: Rule = {
  id: 'TP07',
  about: 'trust',
  check: (file) => webIdentityGrants(file).flatMap((grant) => grant.claims.flatMap((claim) => foreignKeySpot(grant, claim))),
}

function foreignKeySpot(grant: WebIdentityGrant, claim: ClaimCondition): readonly Spot[] {
  const { clause, provider } = claim
  const [trusted] = grant.providers
  if (trusted === undefined || holdsWhenMissing(claim) || !isPositive(claim)) return []
  if (isTrusted(grant.providers, provider) || isAskedOfSeveral(grant, claim.claim)) return []
  return [
    {
      at: { path: clause.path, part: 'name' },
      message: `the key names the provider ${withoutScheme(provider)}, the statement trusts ${trusted.url}`,
      fix: `write ${trusted.url}:${claim.claim}, or name the other provider as principal`,
    },
  ]
}

/** To the letter; the scheme and the order of the host's parts have rules of their own. */
function isTrusted(providers: readonly TrustedProvider[], provider: string): boolean {
  const straight = (name: string): string => withoutScheme(name).replace(/^oidc\.([a-z0-9-]+)\.eks\./, 'oidc.eks.$1.')
  return providers.some(({ name }) => straight(name) === straight(provider))
}

function isAskedOfSeveral({ claims }: WebIdentityGrant, claim: string): boolean {
  const asked = claims.filter((one) => one.claim === claim && isPositive(one) && !holdsWhenMissing(one))
  return new Set(asked.map(({ provider }) => withoutScheme(provider))).size > 1
}

export const severalProviders: Rule = {
  id: 'TP18',
  about: 'trust',
  check: (file) =>
    webIdentityGrants(file).flatMap((grant) => {
      const subjects = grant.claims.filter(({ claim }) => claim === 'sub')
      const second = subjects.find(({ provider }) => provider !== subjects[0]?.provider)
      if (second === undefined || !isAskedOfSeveral(grant, 'sub')) return []
      return [
        {
          at: { path: second.clause.path, part: 'name' },
          message: 'subjects of several providers must all hold at once, and a token has only one',
          fix: 'give each provider a statement of its own',
        },
      ]
    }),
}

export const unknownClaim: Rule = {
  id: 'TP19',
  about: 'trust',
  check: (file) =>
    webIdentityGrants(file).flatMap(({ claims, providers }) =>
      claims
        .filter(
          (claim) =>
            isPositive(claim) && !isKnownClaim(claim) && !holdsWhenMissing(claim) && isTrusted(providers, claim.provider),
        )
        .map(({ clause, claim }) => ({
          at: { path: clause.path, part: 'name' },
          message: `STS makes no condition key of the claim ${claim}: only sub, aud and amr exist`,
          fix: 'ask for what sub says: system:serviceaccount:NAMESPACE:NAME',
        })),
    ),
}

export const vacuous: Rule = {
  id: 'TP27',
  about: 'trust',
  check: (file) =>
    webIdentityGrants(file).flatMap((grant) =>
      grant.claims
        .filter((claim) => isVacuous(grant, claim))
        .map(({ clause }) => ({
          at: { path: clause.path, part: 'name' },
          message: `no token of the trusted provider has ${clause.key}, and ${clause.spelled} holds when the key is missing: it asks for nothing`,
          fix: `ask for ${grant.providers[0]?.url}:sub with StringEquals or StringLike`,
        })),
    ),
}

/** The condition always holds. */
export function isVacuous(grant: WebIdentityGrant, claim: ClaimCondition): boolean {
  return holdsWhenMissing(claim) && !mayBePresent(grant, claim)
}
