/**
 * Makes a service-account token as kube-apiserver makes it
 * (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens).
 * The header is exactly `{alg, kid}`; claim names come out sorted, because Kubernetes merges them into one map.
 */
import { type PrivateKey, sign } from '../crypto/index.ts'

interface ObjectReference {
  readonly name: string
  readonly uid: string
}

/** The claims of a bound service-account token; times are whole seconds since 1970. */
export interface ServiceAccountTokenClaims {
  readonly aud: readonly string[]
  readonly exp: number
  readonly iat: number
  readonly iss: string
  readonly jti: string
  readonly 'kubernetes.io': {
    readonly namespace: string
    /** A node that is not registered (any more) has no uid. */
    readonly node?: { readonly name: string; readonly uid?: string }
    readonly pod?: ObjectReference
    readonly secret?: ObjectReference
    readonly serviceaccount: ObjectReference
    /** Only on extended tokens: from here on the API server counts the use of the token as stale. */
    readonly warnafter?: number
  }
  readonly nbf: number
  readonly sub: string
}

export interface ServiceAccountTokenDescription {
  readonly issuer: string
  readonly audiences: readonly string[]
  /** Seconds since 1970, as all times here. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** A version 4 UUID. */
  readonly tokenId: string
  readonly namespace: string
  readonly serviceAccount: ObjectReference
  readonly pod?: ObjectReference
  readonly node?: { readonly name: string; readonly uid?: string }
  readonly secret?: ObjectReference
  readonly warnAfter?: number
}

/** @param keyId the `kid` under which `key` is published, see `keyIdOf` */
export function createServiceAccountToken(description: ServiceAccountTokenDescription, key: PrivateKey, keyId: string): string {
  const header = base64url(JSON.stringify({ alg: key.algorithm, kid: keyId }))
  const signingInput = `${header}.${base64url(JSON.stringify(claimsOf(description)))}`
  return `${signingInput}.${base64url(sign(key, signingInput))}`
}

function claimsOf(description: ServiceAccountTokenDescription): ServiceAccountTokenClaims {
  const { issuer, audiences, issuedAt, expiresAt, tokenId, namespace, serviceAccount } = description
  const { node, pod, secret, warnAfter } = description
  return {
    aud: audiences,
    exp: expiresAt,
    iat: issuedAt,
    iss: issuer,
    jti: tokenId,
    'kubernetes.io': {
      namespace,
      ...(node && { node: { name: node.name, ...(node.uid !== undefined && { uid: node.uid }) } }),
      ...(pod && { pod: reference(pod) }),
      ...(secret && { secret: reference(secret) }),
      serviceaccount: reference(serviceAccount),
      ...(warnAfter !== undefined && { warnafter: warnAfter }),
    },
    nbf: issuedAt,
    sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
  }
}

/** Callers may hand in whole objects; only these two members belong into a token. */
function reference({ name, uid }: ObjectReference): ObjectReference {
  return { name, uid }
}

function base64url(data: string | Uint8Array): string {
  return (typeof data === 'string' ? Buffer.from(data, 'utf8') : Buffer.from(data)).toString('base64url')
}
