/**
 * Makes a key pair for a user. This answer is the only one that ever holds the secret.
 * Implements iam:CreateAccessKey (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html).
 * Root's keys come from the configuration: none can be made here.
 */
import { LIMITS, type Random, uniqueId } from '../../../base/index.ts'
import { type Operation, operation } from '../../operation/index.ts'
import { userNameOf } from '../calling-user.ts'
import { changeEntity } from '../change-entity.ts'
import type { AccessKeyDocument } from '../documents.ts'
import { USER } from '../entity-kind.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { quotaExceeded } from '../refusals.ts'
import { USER_NAME } from '../shapes.ts'

/** 30 bytes are 40 characters of base64 without padding: the length of AWS's secrets. */
const SECRET_BYTES = 30

export function createAccessKey(parts: IamParts): Operation {
  return operation({
    name: 'CreateAccessKey',
    input: { kind: 'structure', members: { UserName: USER_NAME } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'CreateAccessKey', UserName),
    async handle({ UserName }, call) {
      const key: AccessKeyDocument = {
        id: uniqueId('AKIA', parts.random),
        secret: newSecret(parts.random),
        active: true,
        createdAt: call.now,
      }
      const user = await changeEntity(parts, USER, call.accountId, userNameOf(parts, call, UserName), (before) => {
        const limit = LIMITS.iam.accessKeysPerUser
        if (before.accessKeys.length >= limit) throw quotaExceeded('AccessKeysPerUser', limit)
        return { ...before, accessKeys: [...before.accessKeys, key] }
      })
      return {
        AccessKey: {
          UserName: user.name,
          AccessKeyId: key.id,
          Status: 'Active',
          SecretAccessKey: key.secret,
          CreateDate: new Date(key.createdAt),
        },
      }
    },
  })
}

function newSecret(random: Random): string {
  return btoa(String.fromCharCode(...random.bytes(SECRET_BYTES)))
}
