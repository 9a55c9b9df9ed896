/** Changes one access key of a user. */
import type { Call } from '../operation/index.ts'
import { userNameOf } from './calling-user.ts'
import { changeEntity } from './change-entity.ts'
import type { AccessKeyDocument } from './documents.ts'
import { USER } from './entity-kind.ts'
import type { IamParts } from './iam-parts.ts'
import { noSuchEntity } from './refusals.ts'

/** `change` answers what stands in the key's place. */
export async function changeAccessKeys(
  parts: IamParts,
  call: Call,
  userName: string | undefined,
  accessKeyId: string,
  change: (key: AccessKeyDocument) => readonly AccessKeyDocument[],
): Promise<void> {
  await changeEntity(parts, USER, call.accountId, userNameOf(parts, call, userName), (user) => {
    if (!user.accessKeys.some(({ id }) => id === accessKeyId)) {
      throw noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`)
    }
    return { ...user, accessKeys: user.accessKeys.flatMap((key) => (key.id === accessKeyId ? change(key) : [key])) }
  })
}
