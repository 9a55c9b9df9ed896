/** What every operation of this service gets. */
import type { Clusters } from './cluster.ts'
import type { ClusterTags } from './cluster-tags.ts'

export interface EksService {
  readonly clusters: Clusters
  readonly tags: ClusterTags
}
