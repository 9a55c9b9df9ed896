/**
 * Answers what a managed policy is, but not what it says: GetPolicyVersion does.
 * Implements iam:GetPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { onPolicy } from '../permissions.ts'
import { readPolicy } from '../policy-lookup.ts'
import { managedPolicyOutput, policyOutput } from '../policy-output.ts'
import { ARN, required } from '../shapes.ts'

export function getPolicy(parts: IamParts): Operation {
  return operation({
    name: 'GetPolicy',
    input: { kind: 'structure', members: { PolicyArn: required(ARN) } },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'GetPolicy', PolicyArn),
    async handle({ PolicyArn }, { accountId }) {
      const found = await readPolicy(parts, accountId, PolicyArn)
      if (found.owner === 'aws') return { Policy: { ...managedPolicyOutput(parts, accountId, found.policy), Tags: [] } }
      const { description, tags } = found.document
      return {
        Policy: {
          ...policyOutput(found.document),
          Description: description,
          Tags: tags.map(({ Key, Value }) => ({ Key, Value })),
        },
      }
    },
  })
}
