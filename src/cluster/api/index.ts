/** The API server: registry of kinds, REST, watch, patches, discovery, admission. */
export type { ClusterApi, ClusterApiOptions } from './cluster-api.ts'
export { CLUSTER_COLLECTIONS, createClusterApi } from './cluster-api.ts'
