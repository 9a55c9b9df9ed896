/**
 * IAM, put together: the service that the gateway serves and the directory that STS and the gateway read,
 * both over the same store and the same view of it.
 */
import type { Random } from '../../base/index.ts'
import type { Store } from '../../storage/index.ts'
import type { AwsService } from '../operation/index.ts'
import { accountOperations } from './account/account-operations.ts'
import type { IamDirectory } from './directory.ts'
import { groupOperations } from './groups/group-operations.ts'
import { createDirectory } from './iam-directory.ts'
import { openIamIndex } from './iam-index.ts'
import type { IamParts } from './iam-parts.ts'
import { instanceProfileOperations } from './instance-profiles/instance-profile-operations.ts'
import { createManagedPolicies, type ManagedPolicyRecord } from './managed-policies.ts'
import { NOT_BUILT } from './not-built.ts'
import { policyOperations } from './policies/policy-operations.ts'
import { providerOperations } from './providers/provider-operations.ts'
import { roleOperations } from './roles/role-operations.ts'
import { simulationOperations } from './simulation/simulation-operations.ts'
import { userOperations } from './users/user-operations.ts'

export interface IamOptions {
  readonly store: Store
  readonly random: Random
  /** The accounts that live here. */
  readonly accountIds: readonly string[]
  /** Default `aws`. */
  readonly partition?: string
  /**
   * AWS's own managed policies; asked once, when the first of them is named, and at the start if somebody has one.
   * Without it there are none: `arn:aws:iam::aws:policy/...` is NoSuchEntity.
   */
  readonly loadManagedPolicies?: () => Promise<readonly ManagedPolicyRecord[]>
}

export interface Iam {
  readonly service: AwsService
  readonly directory: IamDirectory
  /** Stops following the store, which stays open. */
  close(): void
}

/** Resolves when the directory knows everything that the store holds. */
export async function createIam(options: IamOptions): Promise<Iam> {
  const { store, random, accountIds, partition = 'aws', loadManagedPolicies = async () => [] } = options
  const managed = createManagedPolicies(partition, loadManagedPolicies)
  const index = await openIamIndex(store)
  if ([...index.usedPolicies()].some((arn) => managed.owns(arn))) await managed.load()
  const parts: IamParts = { store, random, partition, accountIds: new Set(accountIds), index, managed }
  return {
    service: {
      name: 'iam',
      protocol: 'query',
      apiVersion: '2010-05-08',
      xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      operations: [
        ...providerOperations(parts),
        ...roleOperations(parts),
        ...instanceProfileOperations(parts),
        ...policyOperations(parts),
        ...userOperations(parts),
        ...groupOperations(parts),
        ...simulationOperations(parts),
        ...accountOperations(parts),
      ],
      notBuilt: NOT_BUILT,
    },
    directory: createDirectory(index, managed),
    close: () => index.close(),
  }
}
