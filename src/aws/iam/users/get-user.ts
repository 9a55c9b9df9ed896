/**
 * Answers who a user is; without a name, who calls.
 * Implements iam:GetUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import { userNameOf } from '../calling-user.ts'
import { readEntity, USER } from '../entity-kind.ts'
import { boundaryAndTags, userOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { USER_NAME } from '../shapes.ts'

export function getUser(parts: IamParts): Operation {
  return operation({
    name: 'GetUser',
    input: { kind: 'structure', members: { UserName: USER_NAME } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'GetUser', UserName),
    async handle({ UserName }, call) {
      const { principal, accountId, arn } = call.caller
      // Nobody knows when the account was made, so root's answer has no date.
      if (UserName === undefined && principal.type === 'root') return { User: { UserId: accountId, Arn: arn } }
      const user = await readEntity(parts, USER, call.accountId, userNameOf(parts, call, UserName))
      return { User: { ...userOutput(user), ...boundaryAndTags(user) } }
    },
  })
}
