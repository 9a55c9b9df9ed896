/**
 * Statements of a trust policy as wholes: the action, a Deny that undoes every Allow, and the size.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { LIMITS } from '../../base/index.ts'
import type { Statement } from '../../policy/index.ts'
import type { Rule } from './rule.ts'
import { isVacuous } from './trust-key.ts'
import {
  allowsWebIdentity,
  claimConditions,
  WEB_IDENTITY_ACTION,
  type WebIdentityGrant,
  webIdentityGrants,
} from './web-identity-grant.ts'

export const wrongAction: Rule = {
  id: 'TP14',
  about: 'trust',
  check: (file) =>
    webIdentityGrants(file).flatMap(({ statement }) => {
      const assume = statement.actions.values.find(({ text }) => /^sts:assume/i.test(text))
      if (assume === undefined || allowsWebIdentity(statement)) return []
      const message = `${assume.text} is not what a token is exchanged with`
      return [{ at: { path: assume.path }, message, fix: `write ${WEB_IDENTITY_ACTION}` }]
    }),
}

export const denied: Rule = {
  id: 'TP21',
  about: 'trust',
  check(file) {
    const grants = webIdentityGrants(file)
    return file.document.statements
      .filter((statement) => statement.effect === 'Deny' && allowsWebIdentity(statement))
      .filter((statement) => grants.some((grant) => isDenied(grant, statement)))
      .map(({ path }) => ({
        at: { path },
        message: 'a Deny without an effective condition refuses every token that the policy lets in',
        fix: 'remove the Deny, or give it a condition that only those meet who must stay out',
      }))
  },
}

/** The Deny holds for every token of the grant's providers. */
function isDenied(grant: WebIdentityGrant, deny: Statement): boolean {
  const named = deny.principals?.values ?? []
  const all = grant.providers.every(({ text }) => named.some((entry) => entry.text === '*' || entry.text === text))
  if (deny.principals?.negated === true || !all) return false
  const claims = claimConditions(deny)
  return claims.length === deny.conditions.length && claims.every((claim) => isVacuous(grant, claim))
}

export const tooLarge: Rule = {
  id: 'TP34',
  about: 'trust',
  check({ sizeCharacters }) {
    const limit = LIMITS.policy.trustCharacters
    if (sizeCharacters <= limit) return []
    const message = `${sizeCharacters} characters without white space; a trust policy may have ${limit} unless the quota was raised`
    return [{ at: { path: '' }, message, fix: 'join statements that differ in one value only, or split the role' }]
  },
}
