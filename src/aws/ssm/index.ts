/** SSM Parameter Store. */
export { SSM_COLLECTIONS } from './parameters.ts'
export type { SsmOptions } from './ssm.ts'
export { createSsm } from './ssm.ts'
