/**
 * What IAM keeps in the store, and under which keys.
 * Keys start with the account id; names are unique ignoring case
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), so keys hold them in lower case.
 * INVARIANT (counted attachments): a customer-managed policy's `attachments` and `boundaryUses` change in the same
 * commit as the role or user that names it; so DeletePolicy can trust them without looking at anything else.
 */
import type { Tag } from '../operation/index.ts'

/** Times are milliseconds since 1970. */
interface EntityDocument {
  readonly accountId: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  readonly arn: string
  /** `AROA...` or `AIDA...`. */
  readonly id: string
  readonly createdAt: number
  readonly tags: readonly Tag[]
  readonly inlinePolicies: readonly InlinePolicy[]
  /** ARNs of managed policies. */
  readonly attachedPolicies: readonly string[]
  readonly boundaryArn?: string
}

export interface InlinePolicy {
  readonly name: string
  readonly document: string
}

export interface RoleDocument extends EntityDocument {
  readonly trustPolicy: string
  readonly maxSessionSeconds: number
  readonly description?: string
}

export interface AccessKeyDocument {
  readonly id: string
  readonly secret: string
  readonly active: boolean
  readonly createdAt: number
}

export interface UserDocument extends EntityDocument {
  readonly accessKeys: readonly AccessKeyDocument[]
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

/** What `irsa reset` clears. */
export const IAM_COLLECTIONS: readonly string[] = [ROLES.name, USERS.name, POLICIES.name, PROVIDERS.name]

/** The key of a role, a user or a policy. */
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
