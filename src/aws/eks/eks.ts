/**
 * Amazon EKS, the part that describes clusters: where they are, whom they trust, who issues their tokens.
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/Welcome.html
 * Clusters are not made here: the composition says which ones there are.
 */
import type { Store } from '../../storage/index.ts'
import type { AwsService } from '../operation/index.ts'
import type { Clusters } from './cluster.ts'
import { createClusterTags } from './cluster-tags.ts'
import { describeCluster } from './describe-cluster.ts'
import { listClusters } from './list-clusters.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { EKS_NOT_BUILT } from './not-built.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'

export interface EksOptions {
  /** Asked at each call. */
  readonly clusters: Clusters
  /** Keeps their tags. */
  readonly store: Store
}

const TAGS_PATH = '/tags/{resourceArn}'

export function createEks(options: EksOptions): AwsService {
  const service = { clusters: options.clusters, tags: createClusterTags(options.store) }
  return {
    name: 'eks',
    protocol: 'rest-json',
    apiVersion: '2017-11-01',
    operations: [
      describeCluster(service),
      listClusters(service),
      listTagsForResource(service),
      tagResource(service),
      untagResource(service),
    ],
    routes: {
      DescribeCluster: { method: 'GET', path: '/clusters/{name}' },
      ListClusters: {
        method: 'GET',
        path: '/clusters',
        query: { maxResults: 'maxResults', nextToken: 'nextToken', include: 'include' },
      },
      ListTagsForResource: { method: 'GET', path: TAGS_PATH },
      TagResource: { method: 'POST', path: TAGS_PATH },
      UntagResource: { method: 'DELETE', path: TAGS_PATH, query: { tagKeys: 'tagKeys' } },
      ...EKS_NOT_BUILT,
    },
    notBuilt: Object.keys(EKS_NOT_BUILT),
    accessDenied: { code: 'AccessDeniedException', status: 403 },
    invalidInput: { code: 'InvalidParameterException' },
  }
}
