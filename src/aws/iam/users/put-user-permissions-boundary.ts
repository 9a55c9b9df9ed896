/**
 * Sets the managed policy beyond which a user's permissions never reach.
 * Implements iam:PutUserPermissionsBoundary (https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { putBoundary } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { boundaryContext, onUser } from '../permissions.ts'
import { ARN, required, USER_NAME } from '../shapes.ts'

export function putUserPermissionsBoundary(parts: IamParts): Operation {
  return operation({
    name: 'PutUserPermissionsBoundary',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), PermissionsBoundary: required(ARN) } },
    authorize: ({ UserName, PermissionsBoundary }, call) =>
      onUser(parts, call, 'PutUserPermissionsBoundary', UserName, boundaryContext(PermissionsBoundary)),
    handle: ({ UserName, PermissionsBoundary }, { accountId }) =>
      putBoundary(parts, { kind: USER, accountId, name: UserName }, PermissionsBoundary),
  })
}
