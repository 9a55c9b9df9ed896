/**
 * Makes a customer-managed policy with its first version.
 * Implements iam:CreatePolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html).
 */
import { LIMITS, uniqueId } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { nameKey, POLICIES, type PolicyDocument } from '../documents.ts'
import type { IamParts } from '../iam-parts.ts'
import { checkManagedPolicy } from '../managed-policy-text.ts'
import { onCreate } from '../permissions.ts'
import { policyOutput } from '../policy-output.ts'
import { entityAlreadyExists, quotaExceeded } from '../refusals.ts'
import { POLICY_DESCRIPTION, POLICY_DOCUMENT, POLICY_NAME, POLICY_PATH, required, TAGS } from '../shapes.ts'
import { newTags } from '../tags.ts'
import { transact } from '../transaction.ts'

export function createPolicy(parts: IamParts): Operation {
  const arnOf = (accountId: string, path: string | undefined, name: string) =>
    iamArn(parts.partition, accountId, 'policy', (path ?? '/') + name)
  return operation({
    name: 'CreatePolicy',
    input: {
      kind: 'structure',
      members: {
        PolicyName: required(POLICY_NAME),
        Path: POLICY_PATH,
        PolicyDocument: required(POLICY_DOCUMENT),
        Description: POLICY_DESCRIPTION,
        Tags: TAGS,
      },
    },
    authorize: ({ Path, PolicyName, Tags }, { accountId }) =>
      onCreate('CreatePolicy', 'TagPolicy', arnOf(accountId, Path, PolicyName), Tags),
    async handle(input, { accountId, now }) {
      checkManagedPolicy(input.PolicyDocument)
      const policy: PolicyDocument = {
        accountId,
        name: input.PolicyName,
        path: input.Path ?? '/',
        arn: arnOf(accountId, input.Path, input.PolicyName),
        id: uniqueId('ANPA', parts.random),
        createdAt: now,
        updatedAt: now,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        tags: newTags(input.Tags),
        defaultVersion: 1,
        nextVersion: 2,
        versions: [{ number: 1, document: input.PolicyDocument, createdAt: now }],
        attachments: 0,
        boundaryUses: 0,
      }
      await transact(parts.store, async (transaction) => {
        const key = nameKey(accountId, policy.name)
        if (await transaction.get(POLICIES, key)) {
          throw entityAlreadyExists(`A policy called ${policy.name} already exists. Duplicate names are not allowed.`)
        }
        const limit = LIMITS.iam.policiesPerAccount
        if (parts.index.count(POLICIES, accountId) >= limit) throw quotaExceeded('PoliciesPerAccount', limit)
        transaction.put(POLICIES, key, policy)
      })
      const Tags = policy.tags.map(({ Key, Value }) => ({ Key, Value }))
      return { Policy: { ...policyOutput(policy), ...(Tags.length > 0 ? { Tags } : {}) } }
    },
  })
}
