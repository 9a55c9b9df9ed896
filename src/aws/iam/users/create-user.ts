/** Implements iam:CreateUser (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html). */
import { LIMITS, uniqueId } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { iamArn } from '../arns.ts'
import { nameKey, USERS, type UserDocument } from '../documents.ts'
import { boundaryAndTags, userOutput } from '../entity-output.ts'
import type { IamParts } from '../iam-parts.ts'
import { onCreate } from '../permissions.ts'
import { beginUse } from '../policy-usage.ts'
import { entityAlreadyExists, quotaExceeded } from '../refusals.ts'
import { ARN, NEW_USER_NAME, PATH, required, TAGS } from '../shapes.ts'
import { newTags } from '../tags.ts'
import { transact } from '../transaction.ts'

export function createUser(parts: IamParts): Operation {
  const arnOf = (accountId: string, path: string | undefined, name: string) =>
    iamArn(parts.partition, accountId, 'user', (path ?? '/') + name)
  return operation({
    name: 'CreateUser',
    input: {
      kind: 'structure',
      members: { Path: PATH, UserName: required(NEW_USER_NAME), PermissionsBoundary: ARN, Tags: TAGS },
    },
    authorize: ({ Path, UserName, Tags, PermissionsBoundary }, { accountId }) =>
      onCreate('CreateUser', 'TagUser', arnOf(accountId, Path, UserName), Tags, PermissionsBoundary),
    async handle(input, { accountId, now }) {
      const user: UserDocument = {
        accountId,
        name: input.UserName,
        path: input.Path ?? '/',
        arn: arnOf(accountId, input.Path, input.UserName),
        id: uniqueId('AIDA', parts.random),
        createdAt: now,
        tags: newTags(input.Tags),
        inlinePolicies: [],
        attachedPolicies: [],
        ...(input.PermissionsBoundary === undefined ? {} : { boundaryArn: input.PermissionsBoundary }),
        accessKeys: [],
      }
      await transact(parts.store, async (transaction) => {
        const key = nameKey(accountId, user.name)
        if (await transaction.get(USERS, key)) throw entityAlreadyExists(`User with name ${user.name} already exists.`)
        const limit = LIMITS.iam.usersPerAccount
        if (parts.index.count(USERS, accountId) >= limit) throw quotaExceeded('UsersPerAccount', limit)
        if (user.boundaryArn !== undefined) await beginUse(parts, transaction, accountId, user.boundaryArn, 'boundaryUses')
        transaction.put(USERS, key, user)
      })
      return { User: { ...userOutput(user), ...boundaryAndTags(user) } }
    },
  })
}
