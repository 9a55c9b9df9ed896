/**
 * Who asks: the administrator's token, a service-account token of our own issuer, or nobody in particular.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/
 * No part of a token is ever in a message.
 */
import { equalInConstantTime, sha256 } from '../../crypto/index.ts'
import type { AdmissionUser } from '../../kube/index.ts'
import { ADMIN } from './request-context.ts'
import type { VerifyToken } from './verify-token.ts'

export const ANONYMOUS: AdmissionUser = { username: 'system:anonymous', groups: ['system:unauthenticated'] }

/** `undefined`: credentials were given and they are wrong (401). */
export type Authenticate = (authorization: string | undefined) => Promise<AdmissionUser | undefined>

/** @param apiAudience what a token must be for to be used here */
export function createAuthenticate(adminToken: string, apiAudience: string, verifyToken: VerifyToken): Authenticate {
  const admin = sha256(adminToken)
  return async (authorization) => {
    if (authorization === undefined || authorization === '') return ANONYMOUS
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    if (token === undefined) return undefined
    // Hashing first makes the comparison take the same time for tokens of any length.
    if (equalInConstantTime(sha256(token), admin)) return ADMIN
    const verified = await verifyToken(token, [apiAudience])
    return verified.ok ? verified.value.user : undefined
  }
}
