/**
 * Users, groups, roles and managed policies with all that binds them, as GetAccountAuthorizationDetails shows them.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html, API_GroupDetail.html, API_RoleDetail.html,
 * API_ManagedPolicyDetail.html
 */
import type { Output } from '../operation/index.ts'
import { GROUPS, type GroupDocument, POLICIES, ROLES, type RoleDocument, USERS, type UserDocument } from './documents.ts'
import type { Entity } from './entity-kind.ts'
import { boundaryAndTags, groupOutput, roleOutput, userOutput } from './entity-output.ts'
import type { IamParts } from './iam-parts.ts'
import { profileOutput } from './instance-profile-lookup.ts'
import { listAccount } from './list-account.ts'
import type { FoundPolicy } from './policy-lookup.ts'
import { managedPolicyOutput, policyOutput, versionsOf } from './policy-output.ts'
import { encodeDocument } from './url-encoding.ts'

export type DetailKind = 'User' | 'Role' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy'

interface Detail {
  readonly kind: DetailKind
  readonly arn: string
  /** Asked only for those of the page. */
  readonly describe: () => Output
}

/** Of the kinds that are wanted, in no order. */
export async function authorizationDetails(
  parts: IamParts,
  accountId: string,
  kinds: ReadonlySet<DetailKind>,
): Promise<readonly Detail[]> {
  const [users, groups, roles, policies] = await Promise.all([
    kinds.has('User') ? listAccount(parts, USERS, accountId) : [],
    kinds.has('Group') ? listAccount(parts, GROUPS, accountId) : [],
    kinds.has('Role') ? listAccount(parts, ROLES, accountId) : [],
    kinds.has('LocalManagedPolicy') ? listAccount(parts, POLICIES, accountId) : [],
  ])
  return [
    ...users.map((user) => detail('User', user, () => userDetail(parts, user))),
    ...groups.map((group) => detail('Group', group, () => groupDetail(group))),
    ...roles.map((role) => detail('Role', role, () => roleDetail(parts, role))),
    ...policies.map((document) =>
      detail('LocalManagedPolicy', document, () => ({
        ...policyOutput(document),
        Description: document.description,
        PolicyVersionList: versionList({ owner: 'customer', document }),
      })),
    ),
    ...(kinds.has('AWSManagedPolicy') ? await awsPolicies(parts, accountId) : []),
  ]
}

const detail = (kind: DetailKind, { arn }: { readonly arn: string }, describe: () => Output): Detail => ({ kind, arn, describe })

async function awsPolicies(parts: IamParts, accountId: string): Promise<readonly Detail[]> {
  const used = [...parts.index.usedPolicies()].filter(
    (arn) => parts.managed.owns(arn) && [...parts.index.usesOf(arn)].some(({ document }) => document.accountId === accountId),
  )
  if (used.length > 0) await parts.managed.load()
  return used
    .flatMap((arn) => parts.managed.find(arn) ?? [])
    .map((policy) =>
      detail('AWSManagedPolicy', policy, () => ({
        ...managedPolicyOutput(parts, accountId, policy),
        PolicyVersionList: versionList({ owner: 'aws', policy }),
      })),
    )
}

function versionList(found: FoundPolicy): readonly Output[] {
  return versionsOf(found).map(({ summary, document }) => ({ ...summary, Document: document() }))
}

function userDetail({ index }: IamParts, user: UserDocument): Output {
  return {
    ...userOutput(user),
    UserPolicyList: inlinePolicies(user),
    GroupList: index.groupsOf(user).map(({ document }) => document.name),
    AttachedManagedPolicies: attachedPolicies(user),
    ...boundaryAndTags(user),
  }
}

function groupDetail(group: GroupDocument): Output {
  return {
    ...groupOutput(group),
    GroupPolicyList: inlinePolicies(group),
    AttachedManagedPolicies: attachedPolicies(group),
  }
}

/** Without a description, which AWS leaves out here. */
function roleDetail(parts: IamParts, role: RoleDocument): Output {
  const { Description: _, ...summary } = roleOutput(role)
  return {
    ...summary,
    InstanceProfileList: parts.index.instanceProfilesOf(role).map((profile) => profileOutput(parts, profile)),
    RolePolicyList: inlinePolicies(role),
    AttachedManagedPolicies: attachedPolicies(role),
    ...boundaryAndTags(role),
    RoleLastUsed: {},
  }
}

function inlinePolicies(entity: Entity): readonly Output[] {
  return entity.inlinePolicies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encodeDocument(document) }))
}

function attachedPolicies(entity: Entity): readonly Output[] {
  return entity.attachedPolicies.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn }))
}
