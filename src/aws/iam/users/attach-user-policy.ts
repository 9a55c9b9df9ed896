/**
 * Gives a user a managed policy. It is in force when the answer is.
 * Implements iam:AttachUserPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { USER } from '../entity-kind.ts'
import { attachPolicy } from '../entity-policies.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { ARN, required, USER_NAME } from '../shapes.ts'

export function attachUserPolicy(parts: IamParts): Operation {
  return operation({
    name: 'AttachUserPolicy',
    input: { kind: 'structure', members: { UserName: required(USER_NAME), PolicyArn: required(ARN) } },
    authorize: ({ UserName, PolicyArn }, call) =>
      onUser(parts, call, 'AttachUserPolicy', UserName, { 'iam:policyarn': PolicyArn }),
    handle: ({ UserName, PolicyArn }, { accountId }) => attachPolicy(parts, { kind: USER, accountId, name: UserName }, PolicyArn),
  })
}
