/**
 * Takes a managed policy from a user.
 * Implements iam:DetachUserPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { detachPolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { ARN, required, USER_NAME } from '../shapes.ts'

export function detachUserPolicy(parts: IamParts): Operation {
  return operation({
    name: 'DetachUserPolicy',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), PolicyArn: required(ARN) } },
    authorize: ({ UserName, PolicyArn }, call) =>
      onUser(parts, call, 'DetachUserPolicy', UserName, { 'iam:policyarn': PolicyArn }),
    handle: ({ UserName, PolicyArn }, { accountId }) => detachPolicy(parts, { kind: USER, accountId, name: UserName }, PolicyArn),
  })
}
