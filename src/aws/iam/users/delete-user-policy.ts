/**
 * Removes one of a user's inline policies.
 * Implements iam:DeleteUserPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { deleteInlinePolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { POLICY_NAME, required, USER_NAME } from '../shapes.ts'

export function deleteUserPolicy(parts: IamParts): Operation {
  return operation({
    name: 'DeleteUserPolicy',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), PolicyName: required(POLICY_NAME) } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'DeleteUserPolicy', UserName),
    handle: ({ UserName, PolicyName }, { accountId }) =>
      deleteInlinePolicy(parts, { kind: USER, accountId, name: UserName }, PolicyName),
  })
}
