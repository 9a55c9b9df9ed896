/** IAM: providers, roles, policies, users; and the directory of them that STS and the gateway read. */
export type { Iam, IamOptions } from './create-iam.ts'
export { createIam } from './create-iam.ts'
export type { DirectoryAccessKey, DirectoryProvider, DirectoryRole, IamDirectory } from './directory.ts'
export { IAM_COLLECTIONS } from './documents.ts'
export type { ManagedPolicyRecord } from './managed-policies.ts'
export { managedPolicyRecords } from './managed-policies.ts'
