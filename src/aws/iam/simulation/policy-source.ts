/**
 * Whom a simulation is about: the role, user or group of a `PolicySourceArn`, with all policies that bind it.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
import { parseArn } from '../../../base/index.ts'
import type { Permission } from '../../operation/index.ts'
import type { Principal } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import type { GroupEntry, RoleEntry, UserEntry } from '../index-entries.ts'
import { invalidInput, noSuchEntity } from '../refusals.ts'
import { resourceTagContext } from '../tags.ts'
import { managedPolicy, policiesOfEntity, type SimulatedPolicy } from './simulated-policies.ts'

export type PolicySource =
  | { readonly type: 'role'; readonly entry: RoleEntry }
  | { readonly type: 'user'; readonly entry: UserEntry }
  | { readonly type: 'group'; readonly entry: GroupEntry }

export interface SourcePolicies {
  readonly identity: readonly SimulatedPolicy[]
  readonly boundary?: SimulatedPolicy
}

/** Refuses what names no role, user or group, and what is not there. */
export function findSource(parts: IamParts, accountId: string, arn: string): PolicySource {
  const source = lookUp(parts, arn)
  if (source?.entry.document.accountId === accountId) return source
  const [, type, name] = /^(role|user|group)\/(?:.*\/)?([^/]+)$/.exec(parseArn(arn)?.resource ?? '') ?? []
  if (type === undefined || parseArn(arn)?.service !== 'iam') {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`)
  }
  throw noSuchEntity(`The ${type} with name ${name} cannot be found.`)
}

/** The role, user or group of that ARN, in whatever account. */
export function lookUp({ index }: IamParts, arn: string): PolicySource | undefined {
  const role = index.roleByArn(arn)
  if (role) return { type: 'role', entry: role }
  const user = index.userByArn(arn)
  if (user) return { type: 'user', entry: user }
  const group = index.groupByArn(arn)
  return group && { type: 'group', entry: group }
}

/** Of a user, with those of its groups. */
export async function policiesOf(parts: IamParts, source: PolicySource): Promise<SourcePolicies> {
  const own = await policiesOfEntity(parts, source.type, source.entry)
  if (source.type === 'group') return { identity: own }
  const groups = source.type === 'user' ? parts.index.groupsOf(source.entry.document) : []
  const shared = await Promise.all(groups.map((group) => policiesOfEntity(parts, 'group', group)))
  const boundary = await boundaryOf(parts, source.entry.document)
  return { identity: [...own, ...shared.flat()], ...(boundary === undefined ? {} : { boundary }) }
}

function boundaryOf(parts: IamParts, { boundaryArn }: Principal): Promise<SimulatedPolicy | undefined> {
  return boundaryArn === undefined ? Promise.resolve(undefined) : managedPolicy(parts, boundaryArn)
}

/** The permission to look through somebody's policies. */
export function onSource(parts: IamParts, action: string, arn: string): readonly Permission[] {
  const document = lookUp(parts, arn)?.entry.document
  const tags = document && 'tags' in document ? document.tags : undefined
  return [{ action: `iam:${action}`, resource: arn, context: resourceTagContext(tags) }]
}
