/** EKS clusters. */
export type { ClusterDescription } from './cluster.ts'
export { EKS_COLLECTIONS } from './cluster-tags.ts'
export { createEks } from './eks.ts'
