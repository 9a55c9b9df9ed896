/**
 * Answers with one of a user's inline policies, percent-encoded.
 * Implements iam:GetUserPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { readInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { POLICY_NAME, required, USER_NAME } from '../shapes.ts'
import { encodeDocument } from '../url-encoding.ts'

export function getUserPolicy(parts: IamParts): Operation {
  return operation({
    name: 'GetUserPolicy',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), PolicyName: required(POLICY_NAME) } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'GetUserPolicy', UserName),
    async handle({ UserName, PolicyName }, { accountId }) {
      const policy = await readInlinePolicy(parts, { kind: USER, accountId, name: UserName }, PolicyName)
      return { UserName, PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) }
    },
  })
}
