/**
 * What IAM keeps in the store, and under which keys.
 * Keys start with the account id; names are unique ignoring case
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), so keys hold them in lower case.
 * INVARIANT (counted attachments): a customer-managed policy's `attachments` and `boundaryUses` change in the same
 * commit as the role, user or group that names it; so DeletePolicy can trust them without looking at anything else.
 * INVARIANT (both ends): a group's `members` changes in the same commit as a user's `groups`, an instance profile's
 * `roleName` in the same as the role's `instanceProfiles`; so nothing is deleted that somebody joins at that moment.
 */
import type { Tag } from '../operation/index.ts'

/** Whoever policies hang on. Times are milliseconds since 1970. */
interface EntityDocument {
  readonly accountId: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  readonly arn: string
  /** `AROA...`, `AIDA...` or `AGPA...`. */
  readonly id: string
  readonly createdAt: number
  readonly inlinePolicies: readonly InlinePolicy[]
  /** ARNs of managed policies. */
  readonly attachedPolicies: readonly string[]
}

/** A role or a user: groups have neither tags nor a boundary. */
interface PrincipalDocument extends EntityDocument {
  readonly tags: readonly Tag[]
  readonly boundaryArn?: string
}

export interface InlinePolicy {
  readonly name: string
  readonly document: string
}

export interface RoleDocument extends PrincipalDocument {
  readonly trustPolicy: string
  readonly maxSessionSeconds: number
  readonly description?: string
  /** Ids of the instance profiles that hold it; absent for none. */
  readonly instanceProfiles?: readonly string[]
}

export interface AccessKeyDocument {
  readonly id: string
  readonly secret: string
  readonly active: boolean
  readonly createdAt: number
}

export interface UserDocument extends PrincipalDocument {
  readonly accessKeys: readonly AccessKeyDocument[]
  /** Ids of the groups it is in; absent for none. */
  readonly groups?: readonly string[]
}

export interface GroupDocument extends EntityDocument {
  /** How many users name it. */
  readonly members: number
}

export interface InstanceProfileDocument {
  readonly accountId: string
  readonly name: string
  readonly path: string
  readonly arn: string
  /** `AIPA...`. */
  readonly id: string
  readonly createdAt: number
  readonly tags: readonly Tag[]
  /** The name of its role. A role keeps its name for life. */
  readonly roleName?: string
}

/** Two documents say it: one under the alias, which all accounts share, and one under the account, which has one alias. */
export interface AliasDocument {
  readonly accountId: string
  readonly alias: string
}

export interface PolicyVersionDocument {
  /** 3 for `v3`. */
  readonly number: number
  readonly document: string
  readonly createdAt: number
}

export interface PolicyDocument {
  readonly accountId: string
  readonly name: string
  readonly path: string
  readonly arn: string
  /** `ANPA...`. */
  readonly id: string
  readonly createdAt: number
  /** When the newest version was made. */
  readonly updatedAt: number
  readonly description?: string
  readonly tags: readonly Tag[]
  readonly defaultVersion: number
  /** Numbers are never used twice, also when a version is deleted. */
  readonly nextVersion: number
  readonly versions: readonly PolicyVersionDocument[]
  readonly attachments: number
  readonly boundaryUses: number
}

export interface ProviderDocument {
  readonly accountId: string
  readonly arn: string
  /** As it was registered, with its scheme. */
  readonly url: string
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly createdAt: number
  readonly tags: readonly Tag[]
}

declare const held: unique symbol

/** The name of a collection, with the type of what it holds. */
export interface Collection<Document> {
  readonly name: string
  readonly [held]?: Document
}

export const ROLES: Collection<RoleDocument> = { name: 'iam-roles' }
export const USERS: Collection<UserDocument> = { name: 'iam-users' }
export const POLICIES: Collection<PolicyDocument> = { name: 'iam-policies' }
export const PROVIDERS: Collection<ProviderDocument> = { name: 'iam-providers' }
export const GROUPS: Collection<GroupDocument> = { name: 'iam-groups' }
export const INSTANCE_PROFILES: Collection<InstanceProfileDocument> = { name: 'iam-instance-profiles' }
export const ALIASES: Collection<AliasDocument> = { name: 'iam-account-aliases' }

/** What `irsa reset` clears. */
export const IAM_COLLECTIONS: readonly string[] = [
  ROLES.name,
  USERS.name,
  POLICIES.name,
  PROVIDERS.name,
  GROUPS.name,
  INSTANCE_PROFILES.name,
  ALIASES.name,
]

/** The key of a role, a user, a group, a policy or an instance profile. */
export function nameKey(accountId: string, name: string): string {
  return `${accountId}/${name.toLowerCase()}`
}

/** The key of a provider; `name` is its URL without `https://`, which is not normalised. */
export function providerKey(accountId: string, name: string): string {
  return `${accountId}/${name}`
}

/** Whose document a key names. */
export function accountOfKey(key: string): string {
  return key.slice(0, key.indexOf('/'))
}

/** `https://` removed: the tail of the ARN and the prefix of condition keys. */
export function providerName(url: string): string {
  return url.startsWith('https://') ? url.slice('https://'.length) : url
}
