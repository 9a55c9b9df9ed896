/** Implements iam:DeleteAccessKey (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html). */

import { type Operation, operation } from '../../operation/index.ts'
import { changeAccessKeys } from '../access-keys.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { ACCESS_KEY_ID, required, USER_NAME } from '../shapes.ts'

export function deleteAccessKey(parts: IamParts): Operation {
  return operation({
    name: 'DeleteAccessKey',
    input: { kind: 'structure', members: { UserName: USER_NAME, AccessKeyId: required(ACCESS_KEY_ID) } },
    authorize: ({ UserName }, call) => onUser(parts, call, 'DeleteAccessKey', UserName),
    async handle({ UserName, AccessKeyId }, call) {
      await changeAccessKeys(parts, call, UserName, AccessKeyId, () => [])
      return {}
    },
  })
}
