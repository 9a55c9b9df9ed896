/** Tags of clusters, in the store by the cluster's ARN: https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html */
import { LIMITS, parseArn } from '../../base/index.ts'
import type { Store } from '../../storage/index.ts'
import { AwsError, type Call } from '../operation/index.ts'
import { type Clusters, clusterArn, clustersOf } from './cluster.ts'

/** The collections that hold everything of this service: what a reset clears. */
export const EKS_COLLECTIONS = ['eks.tags'] as const

export interface ClusterTags {
  of(arn: string): Promise<Record<string, string>>
  /** `change` says what comes next; it runs again if somebody was faster. */
  update(arn: string, change: (before: Record<string, string>) => Record<string, string>): Promise<void>
}

const [COLLECTION] = EKS_COLLECTIONS
const ATTEMPTS = 8

export function createClusterTags(store: Store): ClusterTags {
  return {
    async of(arn) {
      return ((await store.get(COLLECTION, arn))?.value ?? {}) as Record<string, string>
    },
    async update(arn, change) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const document = await store.get(COLLECTION, arn)
        const value = change((document?.value ?? {}) as Record<string, string>)
        if (Object.keys(value).length > LIMITS.iam.tagsPerResource) {
          throw badRequest(`A resource can have at most ${LIMITS.iam.tagsPerResource} tags.`)
        }
        const expect = document === undefined ? ('absent' as const) : { revision: document.revision }
        if ((await store.commit([{ type: 'put', collection: COLLECTION, key: arn, value, expect }])).ok) return
      }
      throw new AwsError('ServerException', 500, 'The tags are being changed by others; try again.', { fault: 'Receiver' })
    },
  }
}

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', 400, message)
}

/** Throws BadRequestException for what is no ARN of this service. */
export function checkResourceArn(text: string): void {
  if (parseArn(text)?.service !== 'eks') throw badRequest(`Invalid resourceArn: ${text}`)
}

/** Throws NotFoundException unless the ARN names a cluster that the caller's account has. */
export function taggedCluster(clusters: Clusters, text: string, call: Call): string {
  checkResourceArn(text)
  if (clustersOf(clusters, call).some((cluster) => clusterArn(call, cluster.name) === text)) return text
  throw new AwsError('NotFoundException', 404, `No resource found for ARN: ${text}`)
}
