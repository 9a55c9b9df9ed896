/**
 * Values of conditions on `sub` and `aud` that no token has: swapped, misspelled, or under an operator that reads them
 * otherwise than their author.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { PolicyFile } from '../files/policy-file.ts'
import type { Rule, Spot } from './rule.ts'
import { isSubjectForm } from './subject-pattern.ts'
import {
  type ClaimCondition,
  claimConditions,
  eksRegion,
  holdsSubject,
  isOtherProvider,
  isPositive,
  isSwapped,
  SERVICE_ACCOUNT,
  withoutScheme,
} from './web-identity-grant.ts'

/** Every value of every positive condition on a claim, with a verdict about it. */
function checkValues(
  file: PolicyFile,
  judge: (value: string, claim: ClaimCondition) => Omit<Spot, 'at'> | undefined,
): readonly Spot[] {
  return file.document.statements
    .flatMap(claimConditions)
    .filter(isPositive)
    .flatMap((claim) =>
      claim.clause.values.flatMap(({ text, path }) => {
        const found = judge(text, claim)
        return found === undefined ? [] : [{ at: { path }, ...found }]
      }),
    )
}

export const swapped: Rule = {
  id: 'TP01',
  about: 'trust',
  check({ document }) {
    return document.statements
      .flatMap(claimConditions)
      .filter(isSwapped)
      .map((claim) => ({
        at: { path: claim.clause.path, part: 'name' },
        message: holdsSubject(claim)
          ? 'the subject of a service account stands under aud: no audience is like that'
          : 'the audience stands under sub: no subject is like that',
        fix: holdsSubject(claim)
          ? `write ${otherKey(claim, 'sub')}`
          : `write ${otherKey(claim, 'aud')}, and ask for a subject under sub`,
      }))
  },
}

function otherKey({ clause, claim }: ClaimCondition, other: string): string {
  return `${clause.key.slice(0, -claim.length)}${other}`
}

export const literalWildcard: Rule = {
  id: 'TP02',
  about: 'trust',
  check({ document }) {
    return document.statements
      .flatMap(({ conditions }) => conditions)
      .filter(({ operator }) => /^String(?:Not)?Equals/.test(operator))
      .flatMap(({ spelled, values }) =>
        values
          .filter(({ text }) => /[*?]/.test(text.replace(/\$\{[*?$]\}/g, '')))
          .map(({ text, path }) => ({
            at: { path },
            message: `${spelled} takes the wildcard in "${text}" literally`,
            fix: 'put the condition under StringLike (StringNotLike for its opposite)',
          })),
      )
  },
}

export const subjectForm: Rule = {
  id: 'TP04',
  about: 'trust',
  check: (file) =>
    checkValues(file, (value, claim) => {
      const text = value.trim().toLowerCase()
      if (claim.claim !== 'sub' || isSwapped(claim) || isSubjectForm(text) || !isMeantForCluster(text, claim)) return undefined
      return {
        message: `"${value}" is no subject of a service account`,
        fix: 'write system:serviceaccount:NAMESPACE:NAME',
      }
    }),
}

/** Other providers have subjects of their own; of hosts that nobody knows only what looks like a service account counts. */
function isMeantForCluster(value: string, { provider }: ClaimCondition): boolean {
  if (isOtherProvider(provider)) return false
  const eks = eksRegion(withoutScheme(provider)) !== undefined
  return eks || /^system:serviceaccount/.test(value) || /^[a-z0-9-]+[:/][a-z0-9.-]+$/.test(value)
}

export const valueCase: Rule = {
  id: 'TP05',
  about: 'trust',
  check: (file) =>
    checkValues(file, (value, { clause, claim }) => {
      const lower = value.toLowerCase()
      if (lower === value || clause.operator === 'StringEqualsIgnoreCase') return undefined
      const meant = claim === 'sub' ? lower.startsWith(SERVICE_ACCOUNT) : claim === 'aud' && lower === 'sts.amazonaws.com'
      if (!meant) return undefined
      return {
        message: `"${value}" has capitals: names of service accounts have none, and values are case-sensitive`,
        fix: `write ${lower}`,
      }
    }),
}

export const whiteSpace: Rule = {
  id: 'TP15',
  about: 'trust',
  check(file) {
    const principals = file.document.statements.flatMap(({ principals: clause }) => clause?.values ?? [])
    return [
      ...principals.filter(({ text }) => /\s/.test(text)).map(({ text, path }) => ({ at: { path }, ...spaced(text) })),
      ...checkValues(file, (value) => (value === value.trim() ? undefined : spaced(value))),
    ]
  },
}

function spaced(text: string): Omit<Spot, 'at'> {
  return { message: `white space in ${JSON.stringify(text)}`, fix: `write ${text.replaceAll(/\s/g, '')}` }
}

/** The API server's own audiences, and spellings of the STS endpoint that no webhook asks tokens for. */
const WRONG_AUDIENCE =
  /^(?:(?:https:\/\/)?kubernetes\.default\.svc.*|sts\.amazonaws\.com\.cn|https:\/\/sts\.amazonaws\.com\/?|sts\.amazonaws\.com\/|sts\.[a-z0-9-]+\.amazonaws\.com)$/

export const wrongAudience: Rule = {
  id: 'TP20',
  about: 'trust',
  check: (file) =>
    checkValues(file, (value, { claim, provider }) => {
      if (claim !== 'aud' || isOtherProvider(provider) || !WRONG_AUDIENCE.test(value)) return undefined
      return {
        message: `"${value}" is not the audience of the tokens that pods get for AWS`,
        fix: 'write sts.amazonaws.com, or the audience that the service account and the provider name',
      }
    }),
}

export const looseAudience: Rule = {
  id: 'TP35',
  about: 'trust',
  check: (file) =>
    checkValues(file, (value, claim) => {
      if (claim.claim !== 'aud' || claim.clause.operator !== 'StringLike' || isSwapped(claim) || !/[*?]/.test(value))
        return undefined
      return {
        message: `"${value}" takes tokens that were made for others`,
        fix: 'write the audience in full: sts.amazonaws.com',
      }
    }),
}
