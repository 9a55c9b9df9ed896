/**
 * Who calls in a simulation, and which condition keys that alone settles. What a real request would add (its time, its
 * address, its session's name and tags) comes with `ContextEntries`, which win over what is known here.
 *
 * Beyond AWS's simulator: `CallerArn` may name an OIDC provider of the account, so that a role's trust in tokens can be
 * tried: `CallerArn` the provider, `ActionNames` sts:AssumeRoleWithWebIdentity, `ResourceArns` the role, `ContextEntries`
 * the claims (`<provider>:sub`, `<provider>:aud`).
 */
import { parseArn } from '../../../base/index.ts'
import type { PrincipalIdentity, RequestContext } from '../../../policy/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { invalidInput } from '../refusals.ts'
import { lookUp, type PolicySource } from './policy-source.ts'

export interface SimulatedCaller {
  readonly principal: PrincipalIdentity
  readonly accountId: string
  readonly context: RequestContext
}

/** Of an ARN that came with the request. It may name somebody who does not exist, or of whom only the ARN is known here. */
export function callerOfArn(parts: IamParts, ownAccountId: string, arn: string): SimulatedCaller {
  const known = lookUp(parts, arn)
  if (known?.entry.document.accountId === ownAccountId) return callerOfSource(parts, known)
  const parsed = parseArn(arn)
  const [, type, name = ''] = /^(role|user|group|oidc-provider)\/(.+)$/.exec(parsed?.resource ?? '') ?? []
  if (parsed?.service !== 'iam' || type === undefined || !/^\d{12}$/.test(parsed.accountId)) {
    throw invalidInput(`Invalid Caller Arn: ${arn} is not the ARN of a user, group, role or OIDC provider.`)
  }
  const { accountId } = parsed
  if (type === 'oidc-provider') {
    return { principal: { type: 'federated', provider: arn }, accountId, context: { 'aws:federatedprovider': arn } }
  }
  const base = name.slice(name.lastIndexOf('/') + 1)
  return type === 'role'
    ? { ...roleCaller(parts, accountId, arn, base, ''), accountId }
    : { ...userCaller(accountId, arn, ''), accountId }
}

export function callerOfSource(parts: IamParts, source: PolicySource): SimulatedCaller {
  const { accountId, arn, name, id } = source.entry.document
  if (source.type === 'group') return { ...userCaller(accountId, arn, id), accountId }
  const tags = Object.fromEntries(
    source.entry.document.tags.map(({ Key, Value }) => [`aws:principaltag/${Key.toLowerCase()}`, Value]),
  )
  const { principal, context } =
    source.type === 'role' ? roleCaller(parts, accountId, arn, name, id) : userCaller(accountId, arn, id)
  const named = source.type === 'user' ? { 'aws:username': name, 'aws:userid': id } : {}
  return { principal, accountId, context: { ...context, ...named, ...tags } }
}

type Who = Pick<SimulatedCaller, 'principal' | 'context'>

/** Also for groups: a member without a name. */
function userCaller(accountId: string, arn: string, uniqueId: string): Who {
  const principal = { type: 'user', accountId, arn, uniqueId } as const
  return { principal, context: { ...principalKeys(accountId, arn), 'aws:principaltype': 'User' } }
}

/** A role acts through sessions; which one is not said, so no policy that names a session means this one. */
function roleCaller({ partition }: IamParts, accountId: string, roleArn: string, name: string, roleId: string): Who {
  const sessionArn = `arn:${partition}:sts::${accountId}:assumed-role/${name}/`
  const principal = { type: 'assumed-role', accountId, sessionArn, roleArn, roleId } as const
  return { principal, context: { ...principalKeys(accountId, roleArn), 'aws:principaltype': 'AssumedRole' } }
}

function principalKeys(accountId: string, arn: string): RequestContext {
  return { 'aws:principalarn': arn, 'aws:principalaccount': accountId }
}
