/**
 * Does a role trust a verified web identity? The question to the policy engine, with the condition keys that AWS has
 * at this moment and no others
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif).
 *
 * Session tags and a source identity each need a permission of their own in the trust policy.
 * The caller has no AWS principal yet, so keys such as `aws:PrincipalArn` are absent.
 */
import { type AccessRequest, type Decision, decide, explain, type RequestContext } from '../../policy/index.ts'
import type { DirectoryRole } from '../iam/index.ts'
import type { Tag } from '../operation/index.ts'
import type { VerifiedWebIdentity } from './verify-web-identity.ts'

/** A request's context while it is put together: lower-case keys. */
export type Keys = Record<string, string | readonly string[] | undefined>

export interface SessionWishes {
  readonly sessionName: string
  readonly tags: readonly Tag[]
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity?: string | undefined
}

/** What of a role the question is about. */
type TrustingRole = Pick<DirectoryRole, 'arn' | 'accountId' | 'trust'>

/** The decision with its proof if the role does not trust the token; `undefined` if it does. */
export function refusedByTrust(
  role: TrustingRole,
  identity: VerifiedWebIdentity,
  sessionName: string,
  requestContext: RequestContext,
): Decision | undefined {
  const layers = { trust: role.trust }
  for (const request of trustRequests(role, identity, sessionName, requestContext)) {
    if (decide(request, layers) !== 'allow') return explain(request, layers)
  }
  return undefined
}

/** The decision with its proof, an allow as well: what `irsa explain` asks. */
export function explainTrust(
  role: TrustingRole,
  identity: VerifiedWebIdentity,
  sessionName: string,
  requestContext: RequestContext,
): Decision {
  const decisions = trustRequests(role, identity, sessionName, requestContext).map((request) =>
    explain(request, { trust: role.trust }),
  )
  const refusal = decisions.find(({ decision }) => decision !== 'allow')
  return refusal ?? { decision: 'allow', because: decisions.flatMap(({ because }) => because) }
}

/** One question for each action that the session needs. */
function trustRequests(
  role: TrustingRole,
  identity: VerifiedWebIdentity,
  sessionName: string,
  requestContext: RequestContext,
): readonly AccessRequest[] {
  const { tags, transitiveTagKeys, sourceIdentity } = identity
  const wishes = { sessionName, tags, transitiveTagKeys, sourceIdentity }
  const context: Keys = { ...requestContext }
  addProviderKeys(context, identity)
  addSessionKeys(context, wishes)
  const principal = { type: 'federated', provider: identity.provider.arn } as const
  return actionsOf('sts:AssumeRoleWithWebIdentity', wishes).map((action) => ({
    principal,
    action,
    resource: role.arn,
    resourceAccountId: role.accountId,
    context,
  }))
}

/** What a trust policy must allow for a session of this kind. */
export function actionsOf(assume: string, wishes: SessionWishes): readonly string[] {
  if (wishes.tags.length === 0 && wishes.sourceIdentity === undefined) return [assume]
  const actions = [assume]
  if (wishes.tags.length > 0) actions.push('sts:TagSession')
  if (wishes.sourceIdentity !== undefined) actions.push('sts:SetSourceIdentity')
  return actions
}

/** The condition keys of what is asked for the session itself. */
export function addSessionKeys(keys: Keys, wishes: SessionWishes): void {
  keys['sts:rolesessionname'] = wishes.sessionName
  if (wishes.sourceIdentity !== undefined) keys['sts:sourceidentity'] = wishes.sourceIdentity
  if (wishes.tags.length === 0) return
  for (const tag of wishes.tags) keys[`aws:requesttag/${tag.Key.toLowerCase()}`] = tag.Value
  keys['aws:tagkeys'] = wishes.tags.map((tag) => tag.Key)
  if (wishes.transitiveTagKeys.length > 0) keys['sts:transitivetagkeys'] = wishes.transitiveTagKeys
}

function addProviderKeys(
  keys: Keys,
  { provider, audience, subject, methods, authorizedParty, audiences }: VerifiedWebIdentity,
): void {
  const name = provider.name.toLowerCase()
  keys[`${name}:aud`] = audience
  keys[`${name}:sub`] = subject
  if (methods !== undefined) keys[`${name}:amr`] = methods
  // With `azp` the audience is that, and what `aud` said is found here.
  if (authorizedParty !== undefined) keys[`${name}:oaud`] = audiences
}
