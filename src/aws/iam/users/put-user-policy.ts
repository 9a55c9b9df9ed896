/**
 * Writes a user's inline policy, new or in place of the one of that name.
 * Implements iam:PutUserPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { putInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { POLICY_DOCUMENT, POLICY_NAME, required, USER_NAME } from '../shapes.ts'

export function putUserPolicy(parts: IamParts): Operation {
  return operation({
    name: 'PutUserPolicy',
    input: {
      kind: 'structure',
      members: { UserName: required(USER_NAME), PolicyName: required(POLICY_NAME), PolicyDocument: required(POLICY_DOCUMENT) },
    },
    authorize: ({ UserName }, call) => onUser(parts, call, 'PutUserPolicy', UserName),
    handle: ({ UserName, PolicyName, PolicyDocument }, { accountId }) =>
      putInlinePolicy(parts, { kind: USER, accountId, name: UserName }, { name: PolicyName, document: PolicyDocument }),
  })
}
