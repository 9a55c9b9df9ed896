/** SSM Parameter Store. */
export { SSM_COLLECTIONS } from './parameters.ts'
export { createSsm } from './ssm.ts'
