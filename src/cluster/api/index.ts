/** The API server: registry of kinds, REST, watch, patches, discovery, admission. */
export type { ClusterApi, ClusterApiOptions, ServiceAccountIssuer } from './cluster-api.ts'
export { createClusterApi } from './cluster-api.ts'
