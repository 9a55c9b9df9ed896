/** The AWS endpoint, put together: IAM, STS, S3, SSM, ECR and EKS behind one gateway. */
import { createEcr, ECR_COLLECTIONS } from '../aws/ecr/index.ts'
import { type ClusterDescription, createEks, EKS_COLLECTIONS } from '../aws/eks/index.ts'
import { createGateway, type RequestRecords } from '../aws/gateway/index.ts'
import { createIam, IAM_COLLECTIONS } from '../aws/iam/index.ts'
import { createS3, S3_COLLECTIONS } from '../aws/s3/index.ts'
import { createSsm, SSM_COLLECTIONS } from '../aws/ssm/index.ts'
import { createSts, type RootCredential, type Sts } from '../aws/sts/index.ts'
import type { HttpHandler } from '../base/index.ts'
import { deriveKey, hmacKey } from '../crypto/index.ts'
import { openFileBlobs } from '../storage/blobs/index.ts'
import { loadAwsManagedPolicies } from './aws-managed-policies.ts'
import type { CompositionContext } from './composition-context.ts'
import { KUBERNETES_VERSION } from './kubernetes-version.ts'
import type { Settings } from './settings.ts'

const PARTITION = 'aws'
const PASSWORD_KEY_BYTES = 32

export interface AwsEndpoint {
  readonly handler: HttpHandler
  readonly records: RequestRecords
  /** What a reset empties. */
  readonly collections: readonly string[]
  /** To be called once they are empty: what lies beside them goes, too. */
  emptied(): Promise<void>
}

/** @param reset what `POST /_irsa/reset` does */
export async function composeAwsEndpoint(context: CompositionContext, reset: () => Promise<void>): Promise<AwsEndpoint> {
  const { configuration, edge, foundation, health, teardown } = context
  const { store, settings } = foundation
  const { clock, realClock, random, log } = edge
  const accountIds = [configuration.accountId, ...configuration.otherAccounts.map((account) => account.accountId)]
  const iam = await createIam({ store, random, accountIds, partition: PARTITION, loadManagedPolicies: loadAwsManagedPolicies })
  teardown.add(() => iam.close())
  const sts = composeSts(context, iam.directory)
  const { secureStringKey, masterKeys } = settings.current()
  const services = [
    iam.service,
    sts.service,
    createSsm({ store, random, secureStringKey: Buffer.from(secureStringKey, 'base64') }),
    createEcr({ store, random, passwordKey: registryPasswordKey(masterKeys) }),
    createEks({ store, clusters: () => [describedCluster(context)] }),
  ]
  const s3 = await createS3({ store, random, blobs: await openFileBlobs(foundation.directory.blobs) })
  const gateway = createGateway({
    services,
    s3,
    credentials: sts.credentials,
    policies: iam.directory,
    clock,
    realClock,
    random,
    log,
    region: configuration.region,
    accountId: configuration.accountId,
    allowedHosts: configuration.host === '127.0.0.1' ? [] : [configuration.host],
    health: () => health.report(),
    reset,
  })
  return {
    handler: gateway.handler,
    records: gateway.records,
    collections: [...IAM_COLLECTIONS, ...SSM_COLLECTIONS, ...ECR_COLLECTIONS, ...EKS_COLLECTIONS, ...S3_COLLECTIONS],
    emptied: () => s3.sweep(),
  }
}

function composeSts(context: CompositionContext, directory: Parameters<typeof createSts>[0]['directory']): Sts {
  const { edge, foundation, configuration } = context
  const { settings, certificates, kubePort, issuerUrl } = foundation
  const [current = '', ...earlier] = settings.current().masterKeys
  const issuer = new URL(issuerUrl)
  const issuerPort = issuer.port === '' ? '443' : issuer.port
  return createSts({
    directory,
    clock: edge.clock,
    random: edge.random,
    fetch: edge.fetch,
    masterKeys: { current: Buffer.from(current, 'base64'), earlier: earlier.map((key) => Buffer.from(key, 'base64')) },
    rootCredentials: rootCredentials(context, settings.current()),
    epoch: () => ({ number: settings.current().epoch, startedAtMs: settings.current().epochStartedAt }),
    trustedCertificates: [certificates.authority],
    allowedPrivate: [`${issuer.hostname}:${issuerPort}`],
    // An issuer under another name than ours is still served by our own port, unless the operator says where it is.
    resolve: {
      ...(configuration.issuerUrl === undefined ? {} : { [`${issuer.hostname}:${issuerPort}`]: `127.0.0.1:${kubePort.port}` }),
      ...configuration.resolve,
    },
    partition: PARTITION,
  })
}

function rootCredentials(context: CompositionContext, settings: Settings): RootCredential[] {
  const { configuration } = context
  const own = configuration.rootCredentials ?? {
    accessKeyId: settings.rootAccessKeyId,
    secretAccessKey: settings.rootSecretAccessKey,
  }
  const others = configuration.otherAccounts.map((account) => ({
    accountId: account.accountId,
    accessKeyId: account.accessKeyId,
    secretAccessKey: account.secretAccessKey ?? settings.accountSecrets[account.accountId] ?? '',
  }))
  return [{ accountId: configuration.accountId, ...own }, ...others.filter((other) => other.secretAccessKey !== '')]
}

/** Of its own use, so that a registry password and a session can never be taken for each other. */
function registryPasswordKey(masterKeys: readonly string[]): Uint8Array {
  const master = hmacKey(Buffer.from(masterKeys[0] ?? '', 'base64'))
  return deriveKey(master, new Uint8Array(0), 'irsa ecr registry password', PASSWORD_KEY_BYTES)
}

function describedCluster(context: CompositionContext): ClusterDescription {
  const { configuration, foundation } = context
  return {
    name: configuration.clusterName,
    accountId: configuration.accountId,
    region: configuration.region,
    endpoint: foundation.kubeUrl,
    issuerUrl: foundation.issuerUrl,
    certificateAuthorityPem: foundation.certificates.authority,
    version: KUBERNETES_VERSION,
    createdAt: foundation.settings.current().createdAt,
  }
}
