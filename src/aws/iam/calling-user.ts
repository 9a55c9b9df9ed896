/**
 * The user that an action means when its `UserName` is left out: the one who calls.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
 */
import type { Call } from '../operation/index.ts'
import type { IamParts } from './iam-parts.ts'
import { validationError } from './refusals.ts'

/** The name of the user meant. */
export function userNameOf(parts: IamParts, { caller }: Call, userName: string | undefined): string {
  if (userName !== undefined) return userName
  const user = caller.principal.type === 'user' ? parts.index.userById(caller.principal.uniqueId) : undefined
  if (!user) throw validationError('Must specify userName when calling with non-User credentials')
  return user.document.name
}
