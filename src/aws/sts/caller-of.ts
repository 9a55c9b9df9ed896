/**
 * Callers, as STS knows them: root, users, role sessions, with the condition keys that their credentials carry.
 * Keys and who has them:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
 */
import type { RequestContext } from '../../policy/index.ts'
import type { DirectoryAccessKey, DirectoryRole } from '../iam/index.ts'
import type { Caller, Tag } from '../operation/index.ts'
import { sessionArn } from './issue-session.ts'
import type { SealedKeySession, SealedRoleSession, WebIdentity } from './sealed-session.ts'

export interface RootCredential {
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

type Keys = Record<string, string | readonly string[]>

export function rootCaller({ accountId, accessKeyId }: RootCredential, partition: string, session?: SealedKeySession): Caller {
  const arn = `arn:${partition}:iam::${accountId}:root`
  const context: RequestContext = {
    'aws:principalarn': arn,
    'aws:userid': accountId,
    'aws:principaltype': 'Account',
    'aws:principalaccount': accountId,
    ...keySessionKeys(session),
  }
  return { principal: { type: 'root', accountId, arn }, accountId, arn, userId: accountId, accessKeyId, context }
}

export function userCaller(key: DirectoryAccessKey, session?: SealedKeySession): Caller {
  const { accountId, userArn: arn, userId, accessKeyId } = key
  const context: Keys = {
    'aws:principalarn': arn,
    'aws:userid': userId,
    'aws:username': key.userName,
    'aws:principaltype': 'User',
    'aws:principalaccount': accountId,
    ...keySessionKeys(session),
  }
  addTags(context, key.tags)
  return { principal: { type: 'user', accountId, arn, uniqueId: userId }, accountId, arn, userId, accessKeyId, context }
}

/** @param role as it stands now: its tags may have changed since the session began */
export function sessionCaller(session: SealedRoleSession, role: DirectoryRole, accessKeyId: string): Caller {
  const arn = sessionArn(role, session.sessionName)
  const userId = `${role.roleId}:${session.sessionName}`
  const { accountId } = role
  const context: Keys = {
    'aws:principalarn': role.arn,
    'aws:userid': userId,
    'aws:principaltype': 'AssumedRole',
    'aws:principalaccount': accountId,
    ...temporaryKeys(session.issuedAt),
  }
  addTags(context, role.tags)
  addTags(context, session.tags)
  if (session.sourceIdentity !== undefined) context['aws:sourceidentity'] = session.sourceIdentity
  if (session.webIdentity !== undefined) addWebIdentity(context, session.webIdentity)
  const principal = { type: 'assumed-role', accountId, sessionArn: arn, roleArn: role.arn, roleId: role.roleId } as const
  return { principal, accountId, arn, userId, accessKeyId, context, session }
}

function keySessionKeys(session: SealedKeySession | undefined): RequestContext {
  return session === undefined ? {} : temporaryKeys(session.issuedAt)
}

/** What every temporary credential carries. None of ours is made with a second factor. */
function temporaryKeys(issuedAt: number): Keys {
  const issued = new Date(issuedAt * 1000).toISOString().replace('.000Z', 'Z')
  return { 'aws:tokenissuetime': issued, 'aws:multifactorauthpresent': 'false' }
}

/** Later tags win over earlier ones of the same key, whatever its case. */
function addTags(context: Keys, tags: readonly Tag[] = []): void {
  for (const tag of tags) context[`aws:principaltag/${tag.Key.toLowerCase()}`] = tag.Value
}

function addWebIdentity(context: Keys, { providerArn, audience, subject, methods }: WebIdentity): void {
  const name = providerArn.slice(providerArn.indexOf('oidc-provider/') + 'oidc-provider/'.length).toLowerCase()
  context['aws:federatedprovider'] = providerArn
  context[`${name}:aud`] = audience
  context[`${name}:sub`] = subject
  if (methods !== undefined) context[`${name}:amr`] = methods
}
