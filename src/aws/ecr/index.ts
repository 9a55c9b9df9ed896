/** ECR repositories. */
export type { EcrOptions } from './ecr.ts'
export { createEcr } from './ecr.ts'
export { ECR_COLLECTIONS } from './repositories.ts'
