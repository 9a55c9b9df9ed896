/**
 * Whom a trust policy names: provider ARNs that are none, of the wrong account, partition or host, and principals that
 * let in more than a provider's tokens.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { parseArn } from '../../base/index.ts'
import type { PrincipalEntry, Statement } from '../../policy/index.ts'
import type { PolicyFile } from '../files/policy-file.ts'
import type { Rule, Spot } from './rule.ts'
import { claimConditions, eksRegion, trustedProviders, webIdentityGrants, withoutScheme } from './web-identity-grant.ts'

function principalsOf(statement: Statement): readonly PrincipalEntry[] {
  return statement.principals?.values ?? []
}

function allPrincipals({ document }: PolicyFile): readonly PrincipalEntry[] {
  return document.statements.flatMap(principalsOf)
}

const EKS_HOST_MIXED_UP = /^oidc\.([a-z0-9-]+)\.eks\.(amazonaws\.com(?:\.cn)?)/

export const hostOrder: Rule = {
  id: 'TP08',
  about: 'trust',
  check({ document }) {
    return document.statements.flatMap((statement) => [
      ...trustedProviders(statement).flatMap(({ name, path }) => hostOrderSpot(name, path, 'value')),
      ...claimConditions(statement).flatMap(({ provider, clause }) => hostOrderSpot(provider, clause.path, 'name')),
    ])
  },
}

function hostOrderSpot(provider: string, path: string, part: 'value' | 'name'): readonly Spot[] {
  const found = EKS_HOST_MIXED_UP.exec(withoutScheme(provider))
  if (found === null) return []
  const right = `oidc.eks.${found[1]}.${found[2]}`
  return [
    { at: { path, part }, message: `the host ${found[0]} does not exist: EKS issuers are at ${right}`, fix: `write ${right}` },
  ]
}

export const providerAccount: Rule = {
  id: 'TP10',
  about: 'trust',
  check({ document }) {
    const providers = document.statements.filter(({ effect }) => effect === 'Allow').flatMap(trustedProviders)
    const first = providers[0]
    return providers
      .filter(({ arn }) => arn.accountId !== first?.arn.accountId)
      .map(({ arn, path }) => ({
        at: { path },
        message: `a role trusts providers of its own account only, and this policy names those of ${first?.arn.accountId} and ${arn.accountId}`,
        fix: "create the provider in the role's account and name that ARN",
      }))
  },
}

export const providerPartition: Rule = {
  id: 'TP11',
  about: 'trust',
  check({ document }) {
    return document.statements.flatMap(trustedProviders).flatMap(({ arn, name, path }) => {
      const region = eksRegion(name)
      if (region === undefined || partitionOf(region) === arn.partition) return []
      const right = partitionOf(region)
      return [
        {
          at: { path },
          message: `the cluster is in ${region}, which is in the partition ${right}, not ${arn.partition}`,
          fix: `begin the ARN with arn:${right}:`,
        },
      ]
    })
  },
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity */
const BUILT_IN = ['cognito-identity.amazonaws.com', 'www.amazon.com', 'graph.facebook.com', 'accounts.google.com']

export const federatedForm: Rule = {
  id: 'TP12',
  about: 'trust',
  check: (file) =>
    allPrincipals(file)
      .filter(({ type, text }) => type === 'Federated' && !isProvider(text.trim()))
      .map(({ text, path }) => ({
        at: { path },
        message: `"${text}" is not the ARN of an identity provider`,
        fix: `write arn:aws:iam::ACCOUNT:oidc-provider/${providerTail(text)}`,
      })),
}

function isProvider(text: string): boolean {
  const arn = parseArn(text)
  if (arn === undefined) return BUILT_IN.includes(text)
  return arn.service === 'iam' && /^(?:oidc-provider|saml-provider)\/./.test(arn.resource)
}

/** What of a wrong value can be kept: the issuer, where it is one. */
function providerTail(text: string): string {
  return text.startsWith('arn:') || /\s/.test(text) ? 'HOST/PATH' : withoutScheme(text)
}

export const providerAsAws: Rule = {
  id: 'TP13',
  about: 'trust',
  check: (file) =>
    allPrincipals(file)
      .filter(({ type, text }) => type === 'AWS' && parseArn(text)?.resource.startsWith('oidc-provider/') === true)
      .map(({ path }) => ({
        at: { path },
        message: 'an OIDC provider is no AWS principal',
        fix: 'put the ARN under "Federated"',
      })),
}

/** Condition keys that say who may come although everybody is named. */
const NARROWING_KEY =
  /^aws:(?:principal(?:arn|account|orgid|orgpaths|tag\/.+|isawsservice|servicename)|source(?:arn|account|orgid|orgpaths)|userid)$/

export const everybody: Rule = {
  id: 'TP30',
  about: 'trust',
  check({ document }) {
    return document.statements.filter(isOpen).flatMap((statement) =>
      principalsOf(statement)
        .filter(({ type, text }) => text === '*' && (type === '*' || type === 'AWS'))
        .map(({ path }) => ({
          at: { path },
          message: 'everybody may try to assume the role, from any account',
          fix: 'name the provider, or the roles and accounts that are meant',
        })),
    )
  },
}

function isOpen({ effect, conditions }: Statement): boolean {
  return (
    effect === 'Allow' && !conditions.some(({ operator, lookup }) => NARROWING_KEY.test(lookup) && !/Not|Null/.test(operator))
  )
}

export const severalKinds: Rule = {
  id: 'TP36',
  about: 'trust',
  check(file) {
    if (webIdentityGrants(file).length === 0) return []
    const allowed = file.document.statements.filter(({ effect }) => effect === 'Allow').flatMap(principalsOf)
    const other = allowed.find(({ type, text }) => text !== '*' && !(type === 'Federated' && text.includes(':oidc-provider/')))
    if (other === undefined || isMisplaced(other)) return []
    const message = `the role trusts ${other.text} as well as an OIDC provider: one set of permissions for both`
    return [{ at: { path: other.path }, message, fix: 'give each kind of principal a role of its own' }]
  },
}

/** A slip that has a rule of its own. */
function isMisplaced({ type, text }: PrincipalEntry): boolean {
  return (type === 'Federated' && !isProvider(text.trim())) || text.includes(':oidc-provider/')
}
