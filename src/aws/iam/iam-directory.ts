/**
 * The directory that STS and the gateway read (see `directory.ts`): who exists, and which policies bind a caller now.
 * Source of the layers: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * INVARIANT (nothing widens): a policy that narrows and cannot be found denies all; one that grants and cannot be
 * found grants nothing. A role that was deleted, even if made again under its name, grants nothing to old sessions.
 */
import type { NamedPolicy, PolicyLayers } from '../../policy/index.ts'
import type { Caller, RoleSession } from '../operation/index.ts'
import { boundedCache } from './bounded-cache.ts'
import type { IamDirectory } from './directory.ts'
import type { IamIndex } from './iam-index.ts'
import type { GroupEntry, RoleEntry, UserEntry } from './index-entries.ts'
import type { ManagedPolicies } from './managed-policies.ts'
import { keptPolicy } from './policy-text.ts'

/** One session policy serves all requests of its session; sessions of one pod template share their text. */
const SESSION_POLICIES_KEPT = 1_000

const DENY_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'

interface OwnLayers {
  readonly epoch: number
  readonly layers: PolicyLayers
}

export function createDirectory(index: IamIndex, managed: ManagedPolicies): IamDirectory {
  const ownLayers = new WeakMap<RoleEntry | UserEntry, OwnLayers>()
  const sessionPolicy = boundedCache(SESSION_POLICIES_KEPT, (text) => keptPolicy('session policy', text, 'session'))
  const managedPolicy = (arn: string): NamedPolicy | undefined =>
    managed.owns(arn) ? managed.find(arn)?.policy : index.policy(arn)?.policy

  /** Of a role or user as it is now, before any session: kept until it, any group or any managed policy changes. */
  const layersOfEntry = (entry: RoleEntry | UserEntry): PolicyLayers => {
    const kept = ownLayers.get(entry)
    const epoch = index.policyEpoch()
    if (kept?.epoch === epoch) return kept.layers
    const { boundaryArn } = entry.document
    const identity = [entry, ...groupsOf(index, entry)].flatMap(({ inline, document }) => [
      ...inline,
      ...document.attachedPolicies.flatMap((arn) => managedPolicy(arn) ?? []),
    ])
    const layers: PolicyLayers =
      boundaryArn === undefined ? { identity } : { identity, boundary: managedPolicy(boundaryArn) ?? denyAll(boundaryArn) }
    ownLayers.set(entry, { epoch, layers })
    return layers
  }
  const withSession = (own: PolicyLayers, session: RoleSession | undefined): PolicyLayers => {
    if (!session || (session.policy === undefined && session.policyArns === undefined)) return own
    const inline = session.policy === undefined ? [] : [sessionPolicy(session.policy)]
    return { ...own, session: [...inline, ...(session.policyArns ?? []).flatMap((arn) => managedPolicy(arn) ?? [])] }
  }
  const layersNow = (caller: Caller): PolicyLayers => {
    const { principal, session } = caller
    if (principal.type !== 'assumed-role' && principal.type !== 'user') return {}
    const entry = principal.type === 'user' ? index.userById(principal.uniqueId) : index.roleById(principal.roleId)
    return withSession(entry ? layersOfEntry(entry) : { identity: [] }, session)
  }
  return {
    role: (arn) => index.roleByArn(arn)?.directoryRole,
    roleById: (roleId) => index.roleById(roleId)?.directoryRole,
    provider: (accountId, url) => index.provider(accountId, url)?.directoryProvider,
    accessKey: (accessKeyId) => index.accessKey(accessKeyId),
    managedPolicy,
    async loadManagedPolicies(arns) {
      if (arns.some((arn) => managed.owns(arn))) await managed.load()
    },
    layersOf(caller) {
      if (managed.loaded || !namedPolicies(index, caller).some((arn) => managed.owns(arn))) return layersNow(caller)
      return managed.load().then(() => layersNow(caller))
    },
  }
}

function namedPolicies(index: IamIndex, { principal, session }: Caller): readonly string[] {
  if (principal.type !== 'assumed-role' && principal.type !== 'user') return []
  const entry = principal.type === 'user' ? index.userById(principal.uniqueId) : index.roleById(principal.roleId)
  const boundaryArn = entry?.document.boundaryArn
  return [
    ...(entry ? [entry, ...groupsOf(index, entry)].flatMap(({ document }) => document.attachedPolicies) : []),
    ...(boundaryArn === undefined ? [] : [boundaryArn]),
    ...(session?.policyArns ?? []),
  ]
}

/** A user has the policies of its groups as well; a role is in no group. */
function groupsOf(index: IamIndex, { document }: RoleEntry | UserEntry): readonly GroupEntry[] {
  return 'accessKeys' in document ? index.groupsOf(document) : []
}

function denyAll(name: string): NamedPolicy {
  return keptPolicy(name, DENY_ALL, 'identity')
}
