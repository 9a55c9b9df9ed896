/** EKS clusters. */
export type { ClusterDescription } from './cluster.ts'
export { EKS_COLLECTIONS } from './cluster-tags.ts'
export type { EksOptions } from './eks.ts'
export { createEks } from './eks.ts'
