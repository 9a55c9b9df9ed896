/**
 * Who a `Principal` or `NotPrincipal` element means, and how directly.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * How directly matters to what an Allow in a resource policy is worth: a session, a user or everyone is allowed
 * outright; a role's ARN is still cut by boundaries and session policies; an account only delegates.
 */
import type { Clause, PrincipalEntry } from '../language/document.ts'
import type { PrincipalIdentity } from '../request.ts'

/** Ordered: the most direct naming wins. */
export const STRENGTH = { none: 0, account: 1, role: 2, direct: 3 } as const
export type Strength = (typeof STRENGTH)[keyof typeof STRENGTH]

export type PrincipalTest = (principal: PrincipalIdentity) => Strength

const ROOT_ARN = /^arn:[^:]+:iam::(\d{12}):root$/

/** The account that an entry names as a whole: twelve digits, or the ARN of its root. */
export function accountOf(value: string): string | undefined {
  return /^\d{12}$/.test(value) ? value : ROOT_ARN.exec(value)?.[1]
}

function isEveryone(entry: PrincipalEntry): boolean {
  return entry.text === '*' && (entry.type === '*' || entry.type === 'AWS')
}

interface Named {
  readonly everyone: boolean
  readonly accounts: ReadonlySet<string>
  /** ARNs and unique ids under `AWS`. */
  readonly aws: ReadonlySet<string>
  readonly federated: ReadonlySet<string>
  readonly services: ReadonlySet<string>
}

function namedBy(entries: readonly PrincipalEntry[]): Named {
  const texts = (type: PrincipalEntry['type']): string[] => entries.filter((entry) => entry.type === type).map(({ text }) => text)
  const accounts = texts('AWS').map(accountOf)
  return {
    everyone: entries.some(isEveryone),
    accounts: new Set(accounts.filter((account) => account !== undefined)),
    aws: new Set(texts('AWS')),
    federated: new Set(texts('Federated')),
    services: new Set(texts('Service')),
  }
}

/** How strongly the clause names the principal; a `NotPrincipal` names everyone else, and those directly. */
export function principalTest(clause: Clause<PrincipalEntry>, effect: 'Allow' | 'Deny'): PrincipalTest {
  const named = namedBy(clause.values)
  if (!clause.negated) return (principal) => strengthIn(named, principal)
  // Deny + NotPrincipal spares a caller only if every name of it is listed: account, role and session.
  const spared = effect === 'Deny' ? fullyListed : (list: Named, principal: PrincipalIdentity) => strengthIn(list, principal) > 0
  return (principal) => (spared(named, principal) ? STRENGTH.none : STRENGTH.direct)
}

function strengthIn(named: Named, principal: PrincipalIdentity): Strength {
  if (named.everyone) return STRENGTH.direct
  switch (principal.type) {
    case 'anonymous':
      return STRENGTH.none
    case 'federated':
      return named.federated.has(principal.provider) ? STRENGTH.direct : STRENGTH.none
    case 'service':
      return named.services.has(principal.service) ? STRENGTH.direct : STRENGTH.none
    case 'root':
      return named.accounts.has(principal.accountId) ? STRENGTH.direct : STRENGTH.none
    case 'user':
      return namesUser(named, principal) ? STRENGTH.direct : strengthOfAccount(named, principal.accountId)
    case 'assumed-role':
      if (named.aws.has(principal.sessionArn)) return STRENGTH.direct
      return namesRole(named, principal) ? STRENGTH.role : strengthOfAccount(named, principal.accountId)
  }
}

function strengthOfAccount(named: Named, accountId: string): Strength {
  return named.accounts.has(accountId) ? STRENGTH.account : STRENGTH.none
}

function namesUser(named: Named, user: PrincipalIdentity & { type: 'user' }): boolean {
  return named.aws.has(user.arn) || named.aws.has(user.uniqueId)
}

function namesRole(named: Named, session: PrincipalIdentity & { type: 'assumed-role' }): boolean {
  return named.aws.has(session.roleArn) || named.aws.has(session.roleId)
}

function fullyListed(named: Named, principal: PrincipalIdentity): boolean {
  if (named.everyone) return true
  switch (principal.type) {
    case 'user':
      return named.accounts.has(principal.accountId) && namesUser(named, principal)
    case 'assumed-role':
      return named.accounts.has(principal.accountId) && namesRole(named, principal) && named.aws.has(principal.sessionArn)
    default:
      return strengthIn(named, principal) > STRENGTH.none
  }
}
