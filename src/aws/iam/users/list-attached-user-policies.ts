/**
 * Lists the managed policies that a user has.
 * Implements iam:ListAttachedUserPolicies (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { listAttachedPolicies } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { PAGING, POLICY_PATH, required, USER_NAME } from '../shapes.ts'

export function listAttachedUserPolicies(parts: IamParts): Operation {
  return operation({
    name: 'ListAttachedUserPolicies',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), PathPrefix: POLICY_PATH, ...PAGING } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'ListAttachedUserPolicies', UserName),
    handle: (input, { accountId }) => listAttachedPolicies(parts, { kind: USER, accountId, name: input.UserName }, input),
  })
}
