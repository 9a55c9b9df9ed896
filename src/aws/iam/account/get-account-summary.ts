/**
 * Counts what an account has, beside what it may have.
 * Implements iam:GetAccountSummary (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html).
 * Of what is not built here (passwords, MFA devices, certificates) there is none; root's access key is configured.
 */
import { LIMITS } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { GROUPS, INSTANCE_PROFILES, POLICIES, PROVIDERS, ROLES, USERS } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { listAccount } from '../list-account.ts'

export function getAccountSummary(parts: IamParts): Operation {
  return operation({
    name: 'GetAccountSummary',
    input: { kind: 'structure', members: {} },
    authorize: () => [{ action: 'iam:GetAccountSummary', resource: '*' }],
    async handle(_input, { accountId }) {
      const policies = await listAccount(parts, POLICIES, accountId)
      const counts = {
        Users: parts.index.count(USERS, accountId),
        Groups: parts.index.count(GROUPS, accountId),
        Roles: parts.index.count(ROLES, accountId),
        Policies: policies.length,
        PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.length, 0),
        InstanceProfiles: parts.index.count(INSTANCE_PROFILES, accountId),
        Providers: parts.index.count(PROVIDERS, accountId),
      }
      return { SummaryMap: new Map(Object.entries({ ...counts, ...QUOTAS, ...FIXED })) }
    },
  })
}

const QUOTAS = {
  UsersQuota: LIMITS.iam.usersPerAccount,
  GroupsQuota: LIMITS.iam.groupsPerAccount,
  RolesQuota: LIMITS.iam.rolesPerAccount,
  PoliciesQuota: LIMITS.iam.policiesPerAccount,
  PolicyVersionsInUseQuota: LIMITS.iam.policiesPerAccount * LIMITS.iam.policyVersions,
  InstanceProfilesQuota: LIMITS.iam.instanceProfilesPerAccount,
  AccessKeysPerUserQuota: LIMITS.iam.accessKeysPerUser,
  GroupsPerUserQuota: LIMITS.iam.groupsPerUser,
  AttachedPoliciesPerUserQuota: LIMITS.iam.attachedPoliciesPerUser,
  AttachedPoliciesPerGroupQuota: LIMITS.iam.attachedPoliciesPerGroup,
  AttachedPoliciesPerRoleQuota: LIMITS.iam.attachedPoliciesPerRole,
  VersionsPerPolicyQuota: LIMITS.iam.policyVersions,
  PolicySizeQuota: LIMITS.policy.managedCharacters,
  AssumeRolePolicySizeQuota: LIMITS.policy.trustCharacters,
  UserPolicySizeQuota: LIMITS.policy.userInlineCharacters,
  GroupPolicySizeQuota: LIMITS.policy.groupInlineCharacters,
  RolePolicySizeQuota: LIMITS.policy.roleInlineCharacters,
}

/** What STS and the configuration fix, and what nobody can make here. */
const FIXED = {
  AccountAccessKeysPresent: 1,
  AccountPasswordPresent: 0,
  AccountMFAEnabled: 0,
  AccountSigningCertificatesPresent: 0,
  MFADevices: 0,
  MFADevicesInUse: 0,
  ServerCertificates: 0,
  ServerCertificatesQuota: 0,
  SigningCertificatesPerUserQuota: 0,
  GlobalEndpointTokenVersion: 1,
}
