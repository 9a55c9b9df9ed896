/** When a server certificate must be made anew. Apart from the authority, which is slow to load and rarely needed. */
import { X509Certificate } from 'node:crypto'

const DAY_MS = 86_400_000
const RENEW_DAYS = 30

/** True if the certificate is missing one of the names, or ends within 30 days. */
export function needsRenewal(certificatePem: string, names: readonly string[], now: number): boolean {
  const certificate = new X509Certificate(certificatePem)
  if (Date.parse(certificate.validTo) - now < RENEW_DAYS * DAY_MS) return true
  return names.some((name) => (isAddress(name) ? certificate.checkIP(name) : certificate.checkHost(name)) === undefined)
}

/** True for an IP address, false for a DNS name. */
export function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || name.includes(':')
}
