/**
 * The alias of an account: one at most, and no two accounts have the same.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/console-account-alias.html
 */
import { ALIASES, type AliasDocument } from './documents.ts'
import type { IamParts } from './iam-parts.ts'

export const ACCOUNT_ALIAS = {
  kind: 'string',
  min: 3,
  max: 63,
  pattern: '[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]',
} as const

/** Under which the account's alias lies. */
export const keyOfAccount = (accountId: string): string => `account/${accountId}`

/** Under which it lies whose alias this is. */
export const keyOfAlias = (alias: string): string => `alias/${alias}`

export async function readAlias(parts: IamParts, accountId: string): Promise<string | undefined> {
  const stored = await parts.store.get(ALIASES.name, keyOfAccount(accountId))
  return (stored?.value as AliasDocument | undefined)?.alias
}
