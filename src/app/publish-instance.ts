/**
 * Writes what others need to find and use a running rehearsal, and takes back at the end what must not outlive it:
 * `irsa.json` and `environment.json` go with the process; certificates and kubeconfig stay.
 */
import process from 'node:process'
import { caBundleText } from './ca-bundle.ts'
import type { Configuration } from './configuration.ts'
import type { RunningInstance } from './data-directory.ts'
import type { Edge } from './edge.ts'
import type { RehearsalEnvironment } from './environment.ts'
import type { Foundation } from './foundation.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { packageVersion } from './package-version.ts'
import type { Teardown } from './teardown.ts'

const PRIVATE = 0o600
const PUBLIC = 0o644

export interface Published {
  readonly instance: RunningInstance
  readonly environment: RehearsalEnvironment
}

export async function publishInstance(
  configuration: Configuration,
  edge: Edge,
  foundation: Foundation,
  teardown: Teardown,
): Promise<Published> {
  const { directory, certificates, settings, awsUrl, kubeUrl, issuerUrl } = foundation
  const { files } = edge
  const credentials = configuration.rootCredentials ?? {
    accessKeyId: settings.current().rootAccessKeyId,
    secretAccessKey: settings.current().rootSecretAccessKey,
  }
  const environment: RehearsalEnvironment = {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: configuration.region,
    AWS_DEFAULT_REGION: configuration.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    KUBECONFIG: directory.kubeconfig,
    IRSA_ISSUER_URL: issuerUrl,
    IRSA_CA_FILE: directory.caFile,
    SSL_CERT_FILE: directory.caBundle,
  }
  const instance: RunningInstance = {
    pid: process.pid,
    processStartTime: edge.processes.startTime(process.pid) ?? 'unknown',
    startedAt: new Date(edge.realClock.now()).toISOString(),
    version: packageVersion(),
    awsUrl,
    kubeUrl,
    issuerUrl,
    caFile: directory.caFile,
    kubeconfig: directory.kubeconfig,
  }
  const kubeconfig = kubeconfigText({
    server: kubeUrl,
    caCertificate: certificates.authority,
    clusterName: configuration.clusterName,
    token: settings.current().adminToken,
  })
  await Promise.all([
    files.replace(directory.caFile, certificates.authority, PUBLIC),
    files.replace(directory.caBundle, await caBundleText(files, certificates.authority), PUBLIC),
    files.replace(directory.kubeconfig, kubeconfig, PRIVATE),
    files.replace(directory.environmentFile, JSON.stringify(environment), PRIVATE),
  ])
  teardown.add(async () => {
    await files.remove(directory.environmentFile)
    await files.remove(directory.instanceFile)
  })
  await files.replace(directory.instanceFile, `${JSON.stringify(instance, null, 2)}\n`, PUBLIC)
  return { instance, environment }
}
