/** What every IAM operation is made of. */
import type { Random } from '../../base/index.ts'
import type { Store } from '../../storage/index.ts'
import type { IamIndex } from './iam-index.ts'
import type { ManagedPolicies } from './managed-policies.ts'

export interface IamParts {
  readonly store: Store
  readonly random: Random
  /** `aws`, `aws-cn` ... */
  readonly partition: string
  /** The accounts that live here; of others we cannot know who exists. */
  readonly accountIds: ReadonlySet<string>
  readonly index: IamIndex
  readonly managed: ManagedPolicies
}
