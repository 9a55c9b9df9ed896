/** STS: tokens into sessions, and access keys into callers. */
export type { RootCredential } from './caller-of.ts'
export type { Sts, StsOptions } from './create-sts.ts'
export { createSts } from './create-sts.ts'
export type { MasterKeys } from './session-token.ts'
export type { Epoch } from './sts-parts.ts'
