/**
 * Switches a key off or on again. A key that is off identifies nobody from the next request on.
 * Implements iam:UpdateAccessKey (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html).
 */

import { type Operation, operation } from '../../operation/index.ts'
import { changeAccessKeys } from '../access-keys.ts'
import type { IamParts } from '../iam-parts.ts'
import { onUser } from '../permissions.ts'
import { ACCESS_KEY_ID, required, USER_NAME } from '../shapes.ts'

export function updateAccessKey(parts: IamParts): Operation {
  return operation({
    name: 'UpdateAccessKey',
    input: {
      kind: 'structure',
      members: {
        UserName: USER_NAME,
        AccessKeyId: required(ACCESS_KEY_ID),
        Status: { kind: 'string', oneOf: ['Active', 'Inactive'], required: true },
      },
    },
    authorize: ({ UserName }, call) => onUser(parts, call, 'UpdateAccessKey', UserName),
    async handle({ UserName, AccessKeyId, Status }, call) {
      await changeAccessKeys(parts, call, UserName, AccessKeyId, (key) => [{ ...key, active: Status === 'Active' }])
      return {}
    },
  })
}
