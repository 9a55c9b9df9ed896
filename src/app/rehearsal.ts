/**
 * The composition root of the rehearsal: configuration in, running system out.
 * What the parts stand on comes first, then the parts along the road, then the files that tell others where it is.
 */

import type { Clock } from '../base/index.ts'
import { openIssuer } from '../issuer/index.ts'
import type { KubernetesClient } from '../kube/index.ts'
import { type AwsEndpoint, composeAwsEndpoint } from './aws-endpoint.ts'
import { type Cluster, composeCluster } from './cluster.ts'
import type { CompositionContext, PartListener } from './composition-context.ts'
import type { Configuration } from './configuration.ts'
import type { DataDirectory, RunningInstance } from './data-directory.ts'
import type { Edge } from './edge.ts'
import type { RehearsalEnvironment } from './environment.ts'
import { layFoundation } from './foundation.ts'
import { createHealth, type Health } from './health.ts'
import { publishInstance } from './publish-instance.ts'
import { createTeardown } from './teardown.ts'

export interface Rehearsal {
  readonly configuration: Configuration
  readonly directory: DataDirectory
  readonly instance: RunningInstance
  readonly environment: RehearsalEnvironment
  /** The data directory's own certificate authority, PEM. */
  readonly authority: string
  readonly health: Health
  /** The rehearsal's own time, which never goes back: what records are dated with. */
  readonly clock: Clock
  /** The record of every request to the AWS endpoint. */
  readonly records: AwsEndpoint['records']
  /** Acts as the cluster's administrator. */
  readonly kubernetes: KubernetesClient
  /** Back to what a first start has; earlier sessions and tokens end. */
  reset(): Promise<void>
  /** Stops the pods, finishes what is under way, releases the data directory. Safe to call twice. */
  stop(): Promise<void>
}

/** As EKS: a new signing key about every week. */
const ROTATION_SECONDS = 7 * 24 * 3_600

const PARTS = ['store', 'issuer', 'aws', 'cluster', 'webhook', 'node']

/** @throws StartRefusal where the configuration or the machine does not allow it */
export async function startRehearsal(
  configuration: Configuration,
  edge: Edge,
  onPart: PartListener = () => undefined,
): Promise<Rehearsal> {
  const teardown = createTeardown()
  const health = createHealth(PARTS)
  const ready: PartListener = (part, detail) => {
    health.set(part, true, detail)
    onPart(part, detail)
  }
  try {
    const foundation = await layFoundation(configuration, edge, teardown)
    ready('store', foundation.directory.path)
    return await raiseParts({ configuration, edge: { ...edge, clock: foundation.clock }, foundation, health, teardown, ready })
  } catch (error) {
    await teardown.run()
    throw error
  }
}

async function raiseParts(context: CompositionContext): Promise<Rehearsal> {
  const { configuration, edge, foundation, health, teardown, ready } = context
  const { store, awsPort, awsUrl, issuerUrl } = foundation
  const issuer = await openIssuer({
    url: issuerUrl,
    store,
    clock: edge.clock,
    rotation: { everySeconds: ROTATION_SECONDS, scheduler: edge.scheduler },
  })
  teardown.add(() => issuer.close())
  ready('issuer', issuer.url)
  let reset = (): Promise<void> => Promise.reject(new Error('the rehearsal is still starting'))
  const aws = await composeAwsEndpoint(context, () => reset())
  awsPort.serve(aws.handler)
  ready('aws', awsUrl)
  const cluster = await composeCluster(context, issuer)
  reset = () => resetAll(context, aws, cluster)
  const { instance, environment } = await publishInstance(configuration, edge, foundation, teardown)
  return {
    configuration,
    directory: foundation.directory,
    instance,
    environment,
    authority: foundation.certificates.authority,
    health,
    clock: foundation.clock,
    records: aws.records,
    kubernetes: cluster.admin,
    reset: () => reset(),
    stop: () => teardown.run(),
  }
}

/** The epoch is raised first: from then on no earlier session is accepted, whatever happens next. */
async function resetAll(context: CompositionContext, aws: AwsEndpoint, cluster: Cluster): Promise<void> {
  const { settings, store } = context.foundation
  await settings.update({ epoch: settings.current().epoch + 1, epochStartedAt: context.edge.clock.now() })
  await store.clear([...aws.collections, ...cluster.collections])
  await aws.emptied()
  await cluster.bootstrap()
}
