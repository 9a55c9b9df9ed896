/**
 * The system's root certificates and ours in one file, for clients that take a bundle instead of an addition
 * (`SSL_CERT_FILE` replaces the system's roots in Go, Python and OpenSSL programs).
 */
import { rootCertificates } from 'node:tls'
import type { Files } from '../base/index.ts'

/** Where systems keep their bundle: Debian, Red Hat, Alpine and macOS. */
const SYSTEM_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem']

export async function caBundleText(files: Files, ownCertificate: string): Promise<string> {
  for (const path of SYSTEM_BUNDLES) {
    const bytes = await files.read(path)
    if (bytes !== undefined) return `${new TextDecoder().decode(bytes).trimEnd()}\n${ownCertificate}`
  }
  return `${rootCertificates.join('\n')}\n${ownCertificate}`
}
