/**
 * Whether a TLS peer is who it should be: by a trusted root, or, where no root trusts the chain, by a pinned SHA-1
 * thumbprint of one certificate of the chain, as IAM OIDC providers have it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
import { X509Certificate } from 'node:crypto'
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'

const CHAIN_LIMIT = 10

/** How the peer is trusted, or `undefined` if it is not. */
export function trustOf(socket: TLSSocket, hostname: string, thumbprints: readonly string[]): 'roots' | 'thumbprint' | undefined {
  if (socket.authorized) return 'roots'
  const leaf = socket.getPeerCertificate(true)
  if (thumbprints.length === 0 || leaf.raw === undefined) return undefined
  if (checkServerIdentity(hostname, leaf) !== undefined) return undefined
  return chainHolds(leaf, new Set(thumbprints)) ? 'thumbprint' : undefined
}

/** Each link's signature is checked, so that a pinned certificate sent along with a strange leaf proves nothing. */
function chainHolds(leaf: DetailedPeerCertificate, thumbprints: ReadonlySet<string>): boolean {
  let current: DetailedPeerCertificate | undefined = leaf
  for (let depth = 0; current?.raw !== undefined && depth < CHAIN_LIMIT; depth++) {
    const certificate = new X509Certificate(current.raw)
    const now = Date.now()
    if (Date.parse(certificate.validTo) < now || Date.parse(certificate.validFrom) > now) return false
    if (thumbprints.has(certificate.fingerprint.replaceAll(':', '').toLowerCase())) return true
    const issuer: DetailedPeerCertificate | undefined = current.issuerCertificate
    if (issuer?.raw === undefined || issuer.raw.equals(current.raw)) return false
    if (!certificate.verify(new X509Certificate(issuer.raw).publicKey)) return false
    current = issuer
  }
  return false
}
