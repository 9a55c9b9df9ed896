/**
 * What the index keeps of each document: the document, the view of it that others read, its policies ready to be asked.
 * INVARIANT (compiled once): an entry keeps the compiled policies of its predecessor wherever the text is the same.
 */
import type { PolicyKind } from '../../policy/index.ts'
import type { DirectoryAccessKey, DirectoryProvider, DirectoryRole } from './directory.ts'
import type { GroupDocument, InlinePolicy, PolicyDocument, ProviderDocument, RoleDocument, UserDocument } from './documents.ts'
import { providerName } from './documents.ts'
import { type KeptPolicy, keptPolicy } from './policy-text.ts'
import { trustedArns } from './trust-principals.ts'

export interface RoleEntry {
  readonly document: RoleDocument
  readonly directoryRole: DirectoryRole
  readonly trust: KeptPolicy
  /** ARNs of the roles and users that may take it. */
  readonly trusted: readonly string[]
  readonly inline: readonly KeptPolicy[]
}

export interface UserEntry {
  readonly document: UserDocument
  readonly accessKeys: readonly DirectoryAccessKey[]
  readonly inline: readonly KeptPolicy[]
}

export interface GroupEntry {
  readonly document: GroupDocument
  readonly inline: readonly KeptPolicy[]
}

export interface PolicyEntry {
  readonly document: PolicyDocument
  /** Its default version. */
  readonly policy: KeptPolicy
}

export interface ProviderEntry {
  readonly document: ProviderDocument
  readonly directoryProvider: DirectoryProvider
}

export function roleEntry(document: RoleDocument, previous: RoleEntry | undefined): RoleEntry {
  const trust = renewed(previous?.trust, document.arn, document.trustPolicy, 'trust')
  const directoryRole: DirectoryRole = {
    accountId: document.accountId,
    roleId: document.id,
    roleName: document.name,
    arn: document.arn,
    maxSessionSeconds: document.maxSessionSeconds,
    trust,
    tags: document.tags,
  }
  const trusted = previous?.trust === trust ? previous.trusted : trustedArns(document.trustPolicy)
  return { document, directoryRole, trust, trusted, inline: inlineOf(document.inlinePolicies, previous?.inline) }
}

export function userEntry(document: UserDocument, previous: UserEntry | undefined): UserEntry {
  const accessKeys = document.accessKeys.map((key) => ({
    accountId: document.accountId,
    accessKeyId: key.id,
    secretAccessKey: key.secret,
    active: key.active,
    userName: document.name,
    userArn: document.arn,
    userId: document.id,
    tags: document.tags,
  }))
  return { document, accessKeys, inline: inlineOf(document.inlinePolicies, previous?.inline) }
}

export function groupEntry(document: GroupDocument, previous: GroupEntry | undefined): GroupEntry {
  return { document, inline: inlineOf(document.inlinePolicies, previous?.inline) }
}

export function policyEntry(document: PolicyDocument, previous: PolicyEntry | undefined): PolicyEntry {
  const version = document.versions.find(({ number }) => number === document.defaultVersion)
  if (!version) throw new Error(`the stored policy ${document.arn} has no default version`)
  return { document, policy: renewed(previous?.policy, document.arn, version.document, 'identity') }
}

export function providerEntry(document: ProviderDocument): ProviderEntry {
  const directoryProvider: DirectoryProvider = {
    accountId: document.accountId,
    arn: document.arn,
    url: document.url,
    name: providerName(document.url),
    clientIds: document.clientIds,
    thumbprints: document.thumbprints.map((thumbprint) => thumbprint.toLowerCase()),
  }
  return { document, directoryProvider }
}

function inlineOf(policies: readonly InlinePolicy[], previous: readonly KeptPolicy[] = []): readonly KeptPolicy[] {
  return policies.map(({ name, document }) => {
    const old = previous.find((policy) => policy.name === name)
    return renewed(old, name, document, 'identity')
  })
}

function renewed(old: KeptPolicy | undefined, name: string, text: string, kind: PolicyKind): KeptPolicy {
  return old?.name === name && old.text === text ? old : keptPolicy(name, text, kind)
}
