/** ECR repositories. */
export { createEcr } from './ecr.ts'
export { ECR_COLLECTIONS } from './repositories.ts'
