/**
 * Lists the names of a user's inline policies.
 * Implements iam:ListUserPolicies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { listInlinePolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { PAGING, required, USER_NAME } from '../shapes.ts'

export function listUserPolicies(parts: IamParts): Operation {
  return operation({
    name: 'ListUserPolicies',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), ...PAGING } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'ListUserPolicies', UserName),
    handle: (input, { accountId }) => listInlinePolicies(parts, { kind: USER, accountId, name: input.UserName }, input),
  })
}
