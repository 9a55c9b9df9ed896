/**
 * Removes a user's permissions boundary.
 * Implements iam:DeleteUserPermissionsBoundary (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { deleteBoundary } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { required, USER_NAME } from '../shapes.ts'

export function deleteUserPermissionsBoundary(parts: IamParts): Operation {
  return operation({
    name: 'DeleteUserPermissionsBoundary',
    input: { kind: 'structure', members: { UserName: required(USER_NAME) } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'DeleteUserPermissionsBoundary', UserName),
    handle: ({ UserName }, { accountId }) => deleteBoundary(parts, { kind: USER, accountId, name: UserName }),
  })
}
