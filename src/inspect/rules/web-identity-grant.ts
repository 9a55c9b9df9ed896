/**
 * What an Allow statement of a trust policy says about web identities: which providers, which claims, and whether any
 * token at all can meet it. Only facts of the file itself; no token and no cluster is known here.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
import { type Arn, parseArn } from '../../base/index.ts'
import { type ConditionClause, matchesWildcards, readProviderKey, type Statement } from '../../policy/index.ts'
import type { PolicyFile } from '../files/policy-file.ts'

export const WEB_IDENTITY_ACTION = 'sts:AssumeRoleWithWebIdentity'

/** An `oidc-provider` ARN of `Principal.Federated`. */
export interface TrustedProvider {
  readonly arn: Arn
  readonly text: string
  readonly path: string
  /** URL without scheme, even where somebody left it in. */
  readonly url: string
  /** The same in lower case, as condition keys are compared. */
  readonly name: string
}

/** A condition on a claim of a provider's tokens. */
export interface ClaimCondition {
  readonly clause: ConditionClause
  /** As the key has it, lower case. */
  readonly provider: string
  readonly claim: string
}

export interface WebIdentityGrant {
  readonly statement: Statement
  readonly providers: readonly TrustedProvider[]
  readonly claims: readonly ClaimCondition[]
  /** No token can meet the statement as it stands, or IAM refuses it: then nothing in it can be too open. */
  readonly dead: boolean
}

/** The Allow statements that name an OIDC provider, in the order of the document. */
export function webIdentityGrants({ document, reading }: PolicyFile): readonly WebIdentityGrant[] {
  return document.statements.flatMap((statement) => {
    const providers = trustedProviders(statement)
    if (statement.effect !== 'Allow' || providers.length === 0) return []
    const claims = claimConditions(statement)
    const refused = reading.problems.some(({ path }) => path === statement.path || path.startsWith(`${statement.path}/`))
    const grant: WebIdentityGrant = { statement, providers, claims, dead: false }
    const dead = refused || !allowsWebIdentity(statement) || claims.some((claim) => cannotBeMet(grant, claim))
    return [{ ...grant, dead }]
  })
}

export function trustedProviders(statement: Statement): readonly TrustedProvider[] {
  return (statement.principals?.values ?? []).flatMap(({ type, text, path }) => {
    const arn = type === 'Federated' ? parseArn(text.trim()) : undefined
    if (arn?.service !== 'iam' || !arn.resource.startsWith('oidc-provider/')) return []
    const url = withoutScheme(arn.resource.slice('oidc-provider/'.length))
    return [{ arn, text, path, url, name: url.toLowerCase() }]
  })
}

export function claimConditions(statement: Statement): readonly ClaimCondition[] {
  return statement.conditions.flatMap((clause) => {
    const key = readProviderKey(clause.lookup)
    return key === undefined ? [] : [{ clause, ...key }]
  })
}

export function allowsWebIdentity({ actions }: Statement): boolean {
  const named = actions.values.some(({ text }) => matchesWildcards(text.toLowerCase(), WEB_IDENTITY_ACTION.toLowerCase()))
  return named !== actions.negated
}

/** The condition asks for a value; others forbid one, or ask for presence only. */
export function isPositive({ clause }: ClaimCondition): boolean {
  return /^String(?:Equals|EqualsIgnoreCase|Like)$/.test(clause.operator)
}

/** Providers whose tokens are not those of a cluster, and for some of which STS knows more claims. */
const OTHER_PROVIDERS = [
  'token.actions.githubusercontent.com',
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
  'oidc.circleci.com',
  'gitlab.com',
  'app.terraform.io',
  'api.bitbucket.org',
  'agent.buildkite.com',
]

export function isOtherProvider(provider: string): boolean {
  const host = provider.split('/', 1)[0] ?? ''
  return OTHER_PROVIDERS.includes(host) || host.endsWith('.oraclecloud.com')
}

/** The claims of a generic OIDC token that STS makes condition keys of. */
const CLAIMS: readonly string[] = ['sub', 'aud', 'amr', 'oaud']

export function isKnownClaim({ provider, claim }: ClaimCondition): boolean {
  return CLAIMS.includes(claim) || isOtherProvider(provider)
}

/** The condition key is in the context of a token of one of these providers. */
export function mayBePresent({ providers }: WebIdentityGrant, claim: ClaimCondition): boolean {
  return isKnownClaim(claim) && providers.some(({ name }) => name === claim.provider)
}

/** Held even if the key is missing, so that it asks for nothing. */
export function holdsWhenMissing({ clause }: ClaimCondition): boolean {
  if (clause.operator === 'Null') return clause.values.some(({ text }) => text === 'true')
  return clause.ifExists || clause.set === 'ForAllValues' || /Not/.test(clause.operator)
}

export const SERVICE_ACCOUNT = 'system:serviceaccount:'

export function holdsSubject({ clause }: ClaimCondition): boolean {
  return clause.values.some(({ text }) => text.trim().startsWith(SERVICE_ACCOUNT))
}

const AUDIENCE = /^(?:https:\/\/)?sts(?:\.[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/

export function holdsAudience({ clause }: ClaimCondition): boolean {
  return clause.values.some(({ text }) => AUDIENCE.test(text.trim()))
}

/** The value of the other claim stands here. */
export function isSwapped(claim: ClaimCondition): boolean {
  if (!isPositive(claim)) return false
  return (claim.claim === 'aud' && holdsSubject(claim)) || (claim.claim === 'sub' && holdsAudience(claim))
}

function cannotBeMet(grant: WebIdentityGrant, claim: ClaimCondition): boolean {
  if (isSwapped(claim)) return claim.clause.values.length === 1
  return isPositive(claim) && !mayBePresent(grant, claim) && !holdsWhenMissing(claim)
}

/** The condition narrows down which subjects of the provider are let in. */
export function narrowsSubject(grant: WebIdentityGrant, claim: ClaimCondition): boolean {
  if (!isPositive(claim) || !mayBePresent(grant, claim)) return false
  return claim.claim === 'sub' || (isOtherProvider(claim.provider) && claim.claim !== 'aud')
}

export function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//i, '')
}

/** The host of an EKS issuer, in its region: https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
export function eksRegion(provider: string): string | undefined {
  const host = provider.split('/', 1)[0] ?? ''
  return (
    /^oidc\.eks\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1] ?? /^oidc-eks\.([a-z0-9-]+)\.api\.aws$/.exec(host)?.[1]
  )
}
