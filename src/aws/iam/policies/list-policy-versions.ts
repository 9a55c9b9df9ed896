/**
 * Lists a managed policy's versions, newest first, without their documents.
 * Implements iam:ListPolicyVersions (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { pageOf } from '../paging.ts'
import { onPolicy } from '../permissions.ts'
import { readPolicy } from '../policy-lookup.ts'
import { versionsOf } from '../policy-output.ts'
import { ARN, PAGING, required } from '../shapes.ts'

export function listPolicyVersions(parts: IamParts): Operation {
  return operation({
    name: 'ListPolicyVersions',
    input: { kind: 'structure', members: { PolicyArn: required(ARN), ...PAGING } },
    authorize: ({ PolicyArn }) => onPolicy(parts, 'ListPolicyVersions', PolicyArn),
    async handle(input, { accountId }) {
      const versions = versionsOf(await readPolicy(parts, accountId, input.PolicyArn))
      const page = pageOf(versions, ({ sortKey }) => sortKey, input)
      return { Versions: page.items.map(({ summary }) => summary), ...page.rest }
    },
  })
}
