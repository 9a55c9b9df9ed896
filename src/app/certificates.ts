/**
 * The data directory's certificates: its own authority, made once, and the server certificate of the cluster's API,
 * the issuer and the webhook, renewed when a name is missing or its end is near.
 */
import { type CertificatePair, loadCertificateAuthority, needsRenewal } from '../io/index.ts'
import type { SettingsFile } from './settings.ts'

export interface Certificates {
  readonly authority: string
  readonly server: CertificatePair
}

/** @param names the first is the certificate's common name @param now milliseconds since 1970 */
export async function openCertificates(settings: SettingsFile, names: readonly string[], now: number): Promise<Certificates> {
  const { caCertificate, caPrivateKey, serverCertificate, serverPrivateKey } = settings.current()
  const kept = serverCertificate !== undefined && serverPrivateKey !== undefined && caCertificate !== undefined
  if (kept && !needsRenewal(serverCertificate, names, now)) {
    return { authority: caCertificate, server: { certificate: serverCertificate, privateKey: serverPrivateKey } }
  }
  const { createCertificateAuthority, issueServerCertificate } = await loadCertificateAuthority()
  const authority =
    caCertificate !== undefined && caPrivateKey !== undefined
      ? { certificate: caCertificate, privateKey: caPrivateKey }
      : await createCertificateAuthority(`irsa ${settings.current().clusterId.slice(0, 8)}`, now)
  const server = await issueServerCertificate(authority, names, now)
  await settings.update({
    caCertificate: authority.certificate,
    caPrivateKey: authority.privateKey,
    serverCertificate: server.certificate,
    serverPrivateKey: server.privateKey,
  })
  return { authority: authority.certificate, server }
}
