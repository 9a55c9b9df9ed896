/**
 * What roles, users and groups have in common: inline policies, attached policies. The differences, as data.
 * Quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { LIMITS } from '../../base/index.ts'
import type { Collection, GroupDocument, RoleDocument, UserDocument } from './documents.ts'
import { GROUPS, nameKey, ROLES, USERS } from './documents.ts'
import type { IamParts } from './iam-parts.ts'
import { noSuchEntity } from './refusals.ts'
import type { Transaction } from './transaction.ts'

export interface EntityKind<Document> {
  readonly type: 'role' | 'user' | 'group'
  readonly collection: Collection<Document>
  /** All inline policies together, white space not counted. */
  readonly inlineCharacters: number
  readonly attachedPolicies: { readonly quota: string; readonly limit: number }
}

export type Entity = RoleDocument | UserDocument | GroupDocument

/** Those that have tags and may have a boundary. */
export type Principal = RoleDocument | UserDocument

export const ROLE: EntityKind<RoleDocument> = {
  type: 'role',
  collection: ROLES,
  inlineCharacters: LIMITS.policy.roleInlineCharacters,
  attachedPolicies: { quota: 'PoliciesPerRole', limit: LIMITS.iam.attachedPoliciesPerRole },
}

export const USER: EntityKind<UserDocument> = {
  type: 'user',
  collection: USERS,
  inlineCharacters: LIMITS.policy.userInlineCharacters,
  attachedPolicies: { quota: 'PoliciesPerUser', limit: LIMITS.iam.attachedPoliciesPerUser },
}

export const GROUP: EntityKind<GroupDocument> = {
  type: 'group',
  collection: GROUPS,
  inlineCharacters: LIMITS.policy.groupInlineCharacters,
  attachedPolicies: { quota: 'PoliciesPerGroup', limit: LIMITS.iam.attachedPoliciesPerGroup },
}

/** The role, user or group as it stands, or NoSuchEntity. */
export async function readEntity<Document>(
  parts: IamParts,
  kind: EntityKind<Document>,
  accountId: string,
  name: string,
): Promise<Document> {
  const stored = await parts.store.get(kind.collection.name, nameKey(accountId, name))
  if (!stored) throw entityNotFound(kind, name)
  return stored.value as Document
}

export async function readEntityIn<Document>(
  transaction: Transaction,
  kind: EntityKind<Document>,
  accountId: string,
  name: string,
): Promise<Document> {
  const document = await transaction.get(kind.collection, nameKey(accountId, name))
  if (!document) throw entityNotFound(kind, name)
  return document
}

function entityNotFound(kind: EntityKind<unknown>, name: string): Error {
  return noSuchEntity(`The ${kind.type} with name ${name} cannot be found.`)
}
