/**
 * Trust policies that work for too many: conditions that are missing, or that let in more than one service account.
 * A statement that no token can meet is never too open.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
import type { PolicyFile } from '../files/policy-file.ts'
import type { Rule, Spot } from './rule.ts'
import { type Breadth, type SubjectValue, subjectValues } from './subject-pattern.ts'
import { isVacuous } from './trust-key.ts'
import {
  type ClaimCondition,
  isPositive,
  mayBePresent,
  narrowsSubject,
  type WebIdentityGrant,
  webIdentityGrants,
} from './web-identity-grant.ts'

function livingGrants(file: PolicyFile): readonly WebIdentityGrant[] {
  return webIdentityGrants(file).filter(({ dead }) => !dead)
}

/** The key of the statement's first provider. */
function keyOf({ providers }: WebIdentityGrant, claim: string): string {
  return `${providers[0]?.url}:${claim}`
}

function spotAtStatement({ statement }: WebIdentityGrant, message: string, fix: string): Spot {
  return { at: { path: statement.path }, message, fix }
}

export const noSubject: Rule = {
  id: 'TP22',
  about: 'trust',
  check: (file) =>
    livingGrants(file)
      .filter((grant) => grant.statement.conditions.length > 0 && !asksForSubject(grant))
      .map((grant) =>
        spotAtStatement(grant, 'any token of the provider may assume the role: no condition asks for a subject', askFor(grant)),
      ),
}

/** A condition that always holds has a rule of its own. */
function asksForSubject(grant: WebIdentityGrant): boolean {
  return grant.claims.some((claim) => narrowsSubject(grant, claim) || (claim.claim === 'sub' && isVacuous(grant, claim)))
}

function askFor(grant: WebIdentityGrant): string {
  return `add StringEquals ${keyOf(grant, 'sub')} = system:serviceaccount:NAMESPACE:NAME`
}

export const noCondition: Rule = {
  id: 'TP23',
  about: 'trust',
  check: (file) =>
    livingGrants(file)
      .filter(({ statement }) => statement.conditions.length === 0)
      .map((grant) => spotAtStatement(grant, 'any token of the provider, for any audience, may assume the role', askFor(grant))),
}

export const noAudience: Rule = {
  id: 'TP29',
  about: 'trust',
  check: (file) =>
    livingGrants(file)
      .filter(
        (grant) =>
          grant.claims.some((claim) => narrowsSubject(grant, claim)) && !grant.claims.some((claim) => isAudience(grant, claim)),
      )
      .map((grant) =>
        spotAtStatement(
          grant,
          'tokens for any audience that the provider accepts may assume the role',
          `add StringEquals ${keyOf(grant, 'aud')} = sts.amazonaws.com`,
        ),
      ),
}

function isAudience(grant: WebIdentityGrant, claim: ClaimCondition): boolean {
  return claim.claim === 'aud' && isPositive(claim) && mayBePresent(grant, claim)
}

/** The conditions on `sub` that let anybody in at all. */
function subjectClauses(file: PolicyFile): readonly ClaimCondition[] {
  return livingGrants(file).flatMap((grant) =>
    grant.claims.filter((claim) => claim.claim === 'sub' && narrowsSubject(grant, claim)),
  )
}

function breadthRule(id: Rule['id'], breadth: Breadth, words: (value: SubjectValue) => Omit<Spot, 'at'>): Rule {
  return {
    id,
    about: 'trust',
    check: (file) =>
      subjectClauses(file)
        .flatMap(subjectValues)
        .filter((value) => value.breadth === breadth)
        .map((value) => ({ at: { path: value.path }, ...words(value) })),
  }
}

export const anySubject = breadthRule('TP24', 'everyone', ({ text }) => ({
  message: `"${text}" is every service account of the cluster`,
  fix: 'name the service account: system:serviceaccount:NAMESPACE:NAME',
}))

export const anyNamespace = breadthRule('TP25', 'namespaces', ({ text }) => ({
  message: `"${text}" has a wildcard for the namespace: whoever may create a namespace may assume the role`,
  fix: 'name the namespace',
}))

export const wholeNamespace = breadthRule('TP26', 'namespace', ({ text }) => ({
  message: `"${text}" is every service account of its namespace, "default" included`,
  fix: 'name the service account, if not all of them are meant',
}))

export const namePrefix = breadthRule('TP32', 'prefix', ({ text }) => ({
  message: `"${text}" fits any service account that somebody names so`,
  fix: 'name the service accounts one by one, if not all of them are meant',
}))

export const defaultAccount: Rule = {
  id: 'TP31',
  about: 'trust',
  check: (file) =>
    subjectClauses(file)
      .flatMap(subjectValues)
      .filter(({ text, breadth }) => breadth === 'exact' && text.endsWith(':default'))
      .map(({ path }) => ({
        at: { path },
        message: 'every pod of the namespace that names no service account gets the role',
        fix: 'make a service account for the workload and name that',
      })),
}

const ORDER: readonly Breadth[] = ['exact', 'prefix', 'namespace', 'namespaces', 'everyone']

export const looseValue: Rule = {
  id: 'TP28',
  about: 'trust',
  check: (file) => subjectClauses(file).flatMap((claim) => looseValueSpot(subjectValues(claim))),
}

/** From the whole namespace on: two prefixes beside each other are only what they are. */
function looseValueSpot(values: readonly SubjectValue[]): readonly Spot[] {
  const rank = ({ breadth }: SubjectValue): number => ORDER.indexOf(breadth)
  const ranked = values.filter((value) => rank(value) >= 0).toSorted((one, other) => rank(other) - rank(one))
  const [widest] = ranked
  const narrowest = ranked.at(-1)
  if (widest === undefined || narrowest === undefined) return []
  if (rank(widest) < ORDER.indexOf('namespace') || rank(widest) === rank(narrowest)) return []
  return [
    {
      at: { path: widest.path },
      message: `one value of a list is enough, so "${widest.text}" decides and "${narrowest.text}" beside it narrows nothing`,
      fix: 'remove the wide value, or the narrow ones if it is meant',
    },
  ]
}
