/**
 * The view of IAM that STS and the gateway read: in memory, fed by the store's watch, so that an
 * AssumeRoleWithWebIdentity touches no store and costs the same with one role as with ten thousand.
 * It reads its own writes: a commit has reached the view before the write is acknowledged.
 */

import type { NamedPolicy } from '../../policy/index.ts'
import type { CallerPolicies, Tag } from '../operation/index.ts'

export interface DirectoryRole {
  readonly accountId: string
  readonly roleId: string
  readonly roleName: string
  /** With its path. */
  readonly arn: string
  readonly maxSessionSeconds: number
  readonly trust: NamedPolicy
  readonly tags: readonly Tag[]
}

export interface DirectoryProvider {
  readonly accountId: string
  readonly arn: string
  /** With its scheme, exactly as it was registered: compared with a token's `iss` to the letter. */
  readonly url: string
  /** The URL without `https://`: the prefix of its condition keys and the tail of its ARN. */
  readonly name: string
  readonly clientIds: readonly string[]
  /** SHA-1, 40 lower-case hex. */
  readonly thumbprints: readonly string[]
}

export interface DirectoryAccessKey {
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly active: boolean
  readonly userName: string
  readonly userArn: string
  readonly userId: string
  readonly tags: readonly Tag[]
}

export interface IamDirectory extends CallerPolicies {
  /** By ARN with its path. */
  role(arn: string): DirectoryRole | undefined
  /** By unique id (`AROA...`): a role that was deleted and made again is another one. */
  roleById(roleId: string): DirectoryRole | undefined
  /** By the issuer's URL with its scheme, to the letter. */
  provider(accountId: string, url: string): DirectoryProvider | undefined
  accessKey(accessKeyId: string): DirectoryAccessKey | undefined
  /** The managed policy's default version, ready to be asked; `undefined` if there is none of that ARN. */
  managedPolicy(arn: string): NamedPolicy | undefined
  /**
   * Resolves when `managedPolicy` knows those of the ARNs that are AWS's own (they are read when first needed).
   * Ask before `managedPolicy` for ARNs that came with a request; attached policies need no asking.
   */
  loadManagedPolicies(arns: readonly string[]): Promise<void>
}
