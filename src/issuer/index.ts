/** The OIDC issuer: discovery and key documents, keys in the store, rotation. */
export { IssuerUrlError, KeySetFullError } from './errors.ts'
export type { Issuer, IssuerOptions } from './open-issuer.ts'
export { openIssuer } from './open-issuer.ts'
