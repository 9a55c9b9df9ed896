/**
 * IAM in memory: maps by name, ARN, unique id, access key and issuer URL, fed by the store's watch.
 * INVARIANT (constant cost): answering never walks over roles, users, groups, policies or providers.
 */
import type { Store } from '../../storage/index.ts'
import type { DirectoryAccessKey } from './directory.ts'
import {
  type Collection,
  GROUPS,
  INSTANCE_PROFILES,
  type InstanceProfileDocument,
  nameKey,
  POLICIES,
  PROVIDERS,
  ROLES,
  type RoleDocument,
  USERS,
  type UserDocument,
} from './documents.ts'
import { followCollection } from './follow-collection.ts'
import {
  type GroupEntry,
  groupEntry,
  type PolicyEntry,
  type ProviderEntry,
  policyEntry,
  providerEntry,
  type RoleEntry,
  roleEntry,
  type UserEntry,
  userEntry,
} from './index-entries.ts'
import { type IndexedEntries, indexedEntries } from './indexed-entries.ts'
import { createPolicyUses, type PolicyUse } from './policy-uses.ts'
import { reverseMap } from './reverse-map.ts'

export interface IamIndex {
  role(accountId: string, name: string): RoleEntry | undefined
  roleByArn(arn: string): RoleEntry | undefined
  roleById(id: string): RoleEntry | undefined
  user(accountId: string, name: string): UserEntry | undefined
  userById(id: string): UserEntry | undefined
  userByArn(arn: string): UserEntry | undefined
  accessKey(id: string): DirectoryAccessKey | undefined
  group(accountId: string, name: string): GroupEntry | undefined
  groupByArn(arn: string): GroupEntry | undefined
  /** The groups of a user, in the order in which it joined them. */
  groupsOf(user: UserDocument): readonly GroupEntry[]
  /** The users of a group. */
  membersOf(groupId: string): readonly UserDocument[]
  instanceProfile(accountId: string, name: string): InstanceProfileDocument | undefined
  /** The instance profiles that hold a role. */
  instanceProfilesOf(role: RoleDocument): readonly InstanceProfileDocument[]
  policy(arn: string): PolicyEntry | undefined
  /** By the issuer's URL with its scheme. */
  provider(accountId: string, url: string): ProviderEntry | undefined
  providerByArn(arn: string): ProviderEntry | undefined
  /** The roles whose trust policies name this role or user. */
  rolesTrusting(arn: string): readonly RoleDocument[]
  /** Who names the managed policy, in all accounts. */
  usesOf(policyArn: string): Iterable<PolicyUse>
  /** ARNs of managed policies that somebody names. */
  usedPolicies(): Iterable<string>
  /** How many documents of a collection an account has. */
  count(collection: Collection<unknown>, accountId: string): number
  /** Changes whenever a customer-managed policy or a group changes. */
  policyEpoch(): number
  close(): void
}

type PolicyUses = ReturnType<typeof createPolicyUses>

/** Resolves when the index holds what the store holds. */
export async function openIamIndex(store: Store): Promise<IamIndex> {
  const uses = createPolicyUses()
  let policyEpoch = 0
  const nextEpoch = () => {
    policyEpoch++
  }
  const { roles, trusting } = indexRoles(uses)
  const { users, members } = indexUsers(uses)
  const groups = indexGroups(uses, nextEpoch)
  const policies = indexedEntries({ make: policyEntry, namesOf: ({ document }) => [document.arn], onChange: nextEpoch })
  const profiles = indexedEntries({
    make: (document: InstanceProfileDocument) => document,
    namesOf: ({ id }) => [`id ${id}`],
  })
  const providers = indexedEntries({
    make: providerEntry,
    namesOf: ({ document }) => [`arn ${document.arn}`, `url ${document.accountId} ${document.url}`],
  })
  const subscriptions = await Promise.all([
    followCollection(store, ROLES, roles),
    followCollection(store, USERS, users),
    followCollection(store, GROUPS, groups),
    followCollection(store, POLICIES, policies),
    followCollection(store, INSTANCE_PROFILES, profiles),
    followCollection(store, PROVIDERS, providers),
  ])
  const counted = new Map<string, IndexedEntries<never, unknown>>([
    [ROLES.name, roles],
    [USERS.name, users],
    [GROUPS.name, groups],
    [POLICIES.name, policies],
    [INSTANCE_PROFILES.name, profiles],
    [PROVIDERS.name, providers],
  ])
  return {
    role: (accountId, name) => roles.byKey(nameKey(accountId, name)),
    roleByArn: (arn) => roles.byName(`arn ${arn}`),
    roleById: (id) => roles.byName(`id ${id}`),
    ...userLookups(users),
    group: (accountId, name) => groups.byKey(nameKey(accountId, name)),
    groupByArn: (arn) => groups.byName(`arn ${arn}`),
    groupsOf: (user) => (user.groups ?? []).flatMap((id) => groups.byName(`id ${id}`) ?? []),
    membersOf: (groupId) => members.sourcesOf(groupId).map(({ document }) => document),
    instanceProfile: (accountId, name) => profiles.byKey(nameKey(accountId, name)),
    instanceProfilesOf: (role) => (role.instanceProfiles ?? []).flatMap((id) => profiles.byName(`id ${id}`) ?? []),
    policy: (arn) => policies.byName(arn),
    provider: (accountId, url) => providers.byName(`url ${accountId} ${url}`),
    providerByArn: (arn) => providers.byName(`arn ${arn}`),
    rolesTrusting: (arn) => trusting.sourcesOf(arn).map(({ document }) => document),
    usesOf: (policyArn) => uses.of(policyArn),
    usedPolicies: () => uses.policies(),
    count: (collection, accountId) => counted.get(collection.name)?.count(accountId) ?? 0,
    policyEpoch: () => policyEpoch,
    close() {
      for (const subscription of subscriptions) subscription.close()
    },
  }
}

function indexRoles(uses: PolicyUses) {
  const trusting = reverseMap<RoleEntry>()
  const roles = indexedEntries({
    make: roleEntry,
    namesOf: ({ document }) => [`arn ${document.arn}`, `id ${document.id}`],
    onChange(before, after) {
      if (before) forBoth((usage) => uses.remove({ type: 'role', usage, document: before.document }))
      if (after) forBoth((usage) => uses.add({ type: 'role', usage, document: after.document }))
      if (before) trusting.remove(before, before.trusted)
      if (after) trusting.add(after, after.trusted)
    },
  })
  return { roles, trusting }
}

function indexUsers(uses: PolicyUses) {
  const members = reverseMap<UserEntry>()
  const users = indexedEntries({
    make: userEntry,
    namesOf: ({ document }) => [`arn ${document.arn}`, `id ${document.id}`, ...document.accessKeys.map((key) => `key ${key.id}`)],
    onChange(before, after) {
      if (before) forBoth((usage) => uses.remove({ type: 'user', usage, document: before.document }))
      if (after) forBoth((usage) => uses.add({ type: 'user', usage, document: after.document }))
      if (before) members.remove(before, before.document.groups ?? [])
      if (after) members.add(after, after.document.groups ?? [])
    },
  })
  return { users, members }
}

function indexGroups(uses: PolicyUses, changed: () => void) {
  return indexedEntries({
    make: groupEntry,
    namesOf: ({ document }) => [`arn ${document.arn}`, `id ${document.id}`],
    onChange(before, after) {
      if (before) uses.remove({ type: 'group', usage: 'permissions', document: before.document })
      if (after) uses.add({ type: 'group', usage: 'permissions', document: after.document })
      changed()
    },
  })
}

function userLookups(users: IndexedEntries<never, UserEntry>): Pick<IamIndex, 'user' | 'userById' | 'userByArn' | 'accessKey'> {
  return {
    user: (accountId, name) => users.byKey(nameKey(accountId, name)),
    userById: (id) => users.byName(`id ${id}`),
    userByArn: (arn) => users.byName(`arn ${arn}`),
    accessKey: (id) => users.byName(`key ${id}`)?.accessKeys.find((key) => key.accessKeyId === id),
  }
}

function forBoth(work: (usage: 'permissions' | 'boundary') => void): void {
  work('permissions')
  work('boundary')
}
