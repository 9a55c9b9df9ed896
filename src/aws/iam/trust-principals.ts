/**
 * The roles and users that a trust policy names. IAM ties such a policy to the very role or user, not to its name: who
 * is deleted stays in it as a unique id, which nobody made later under the same name fits.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/index.ts'

/** ARNs of roles and users under `Principal`. The text is a trust policy that was checked. */
export function trustedArns(trustPolicy: string): readonly string[] {
  // Most name a provider only, and need no parsing.
  if (!/role|user/.test(trustPolicy)) return []
  return statementsOf(JSON.parse(trustPolicy)).flatMap((statement) =>
    awsPrincipals(statement).filter((principal) => /:(?:role|user)\//.test(principal)),
  )
}

/** The policy with `successor` wherever `arn` stands under `Principal`. Conditions are text and stay. */
export function withSuccessor(trustPolicy: string, arn: string, successor: string): string {
  const policy: JsonValue = JSON.parse(trustPolicy)
  for (const statement of statementsOf(policy)) {
    const { Principal } = statement
    if (!isJsonObject(Principal)) continue
    const named = awsPrincipals(statement).map((principal) => (principal === arn ? successor : principal))
    if (Array.isArray(Principal['AWS'])) Principal['AWS'] = named
    else if (named[0] !== undefined) Principal['AWS'] = named[0]
  }
  return JSON.stringify(policy)
}

function statementsOf(policy: JsonValue): readonly JsonObject[] {
  const statement = isJsonObject(policy) ? policy['Statement'] : undefined
  return (Array.isArray(statement) ? statement : [statement]).filter((one) => isJsonObject(one))
}

function awsPrincipals({ Principal }: JsonObject): readonly string[] {
  const named = isJsonObject(Principal) ? Principal['AWS'] : undefined
  return (Array.isArray(named) ? named : [named]).filter((one) => typeof one === 'string')
}
