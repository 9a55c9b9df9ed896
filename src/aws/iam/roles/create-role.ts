/**
 * Makes a role: a name, who may take it, and for how long at most.
 * Implements iam:CreateRole (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html).
 */
import { LIMITS, uniqueId } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { nameKey, ROLES, type RoleDocument } from '../documents.ts'
import { boundaryAndTags, roleOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { onCreate } from '../permissions.ts'
import { beginUse } from '../policy-usage.ts'
import { entityAlreadyExists, quotaExceeded } from '../refusals.ts'
import { ARN, DESCRIPTION, MAX_SESSION_DURATION, PATH, POLICY_DOCUMENT, ROLE_NAME, required, TAGS } from '../shapes.ts'
import { newTags } from '../tags.ts'
import { transact } from '../transaction.ts'
import { checkTrustPolicy } from '../trust-policy.ts'

const DEFAULT_SESSION_SECONDS = 3_600

export function createRole(parts: IamParts): Operation {
  const arnOf = (accountId: string, path: string | undefined, name: string) =>
    iamArn(parts.partition, accountId, 'role', (path ?? '/') + name)
  return operation({
    name: 'CreateRole',
    input: {
      kind: 'structure',
      members: {
        Path: PATH,
        RoleName: required(ROLE_NAME),
        AssumeRolePolicyDocument: required(POLICY_DOCUMENT),
        Description: DESCRIPTION,
        MaxSessionDuration: MAX_SESSION_DURATION,
        PermissionsBoundary: ARN,
        Tags: TAGS,
      },
    },
    authorize: ({ Path, RoleName, Tags, PermissionsBoundary }, { accountId }) =>
      onCreate('CreateRole', 'TagRole', arnOf(accountId, Path, RoleName), Tags, PermissionsBoundary),
    async handle(input, { accountId, now }) {
      checkTrustPolicy(parts, input.AssumeRolePolicyDocument)
      const role: RoleDocument = {
        accountId,
        name: input.RoleName,
        path: input.Path ?? '/',
        arn: arnOf(accountId, input.Path, input.RoleName),
        id: uniqueId('AROA', parts.random),
        createdAt: now,
        trustPolicy: input.AssumeRolePolicyDocument,
        maxSessionSeconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
        tags: newTags(input.Tags),
        inlinePolicies: [],
        attachedPolicies: [],
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.PermissionsBoundary === undefined ? {} : { boundaryArn: input.PermissionsBoundary }),
      }
      await transact(parts.store, async (transaction) => {
        const key = nameKey(accountId, role.name)
        if (await transaction.get(ROLES, key)) throw entityAlreadyExists(`Role with name ${role.name} already exists.`)
        const limit = LIMITS.iam.rolesPerAccount
        if (parts.index.count(ROLES, accountId) >= limit) throw quotaExceeded('RolesPerAccount', limit)
        if (role.boundaryArn !== undefined) await beginUse(parts, transaction, accountId, role.boundaryArn, 'boundaryUses')
        transaction.put(ROLES, key, role)
      })
      return { Role: { ...roleOutput(role), ...boundaryAndTags(role) } }
    },
  })
}
