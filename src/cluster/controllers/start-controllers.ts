/**
 * All controllers of the small cluster, over one client: the same code on any cluster that has none of its own.
 * Promises: `stop` ends every watch and timer; work under way ends by itself.
 */
import type { Clock, Log, Random, Scheduler } from '../../base/index.ts'
import type { KubernetesClient } from '../../kube/index.ts'
import { type ControllerContext, createInformers } from './controller.ts'
import { deploymentController } from './deployment/deployment.ts'
import { endpointsController } from './endpoints.ts'
import { garbageCollector } from './garbage/garbage-collector.ts'
import { rootCertificateController, serviceAccountController } from './namespace-contents.ts'
import { namespaceDeletionController } from './namespace-deletion.ts'
import { createRecordEvent } from './record-event.ts'
import { replicaSetController } from './replica-set/replica-set.ts'

export interface ControllersOptions {
  readonly client: KubernetesClient
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly random: Random
  readonly log?: Log
  /** PEM: what pods check the API server's certificate against. */
  readonly caCertificate: string
}

export interface Controllers {
  stop(): void
}

/** Resolves once everything in the cluster has been seen and work has begun. */
export async function startControllers(options: ControllersOptions): Promise<Controllers> {
  const { client, clock, random, log } = options
  const informers = createInformers(options)
  const context: ControllerContext = { ...options, informers, recordEvent: createRecordEvent(client, clock, random, log) }
  const queues = [
    serviceAccountController(context),
    rootCertificateController(context, options.caCertificate),
    namespaceDeletionController(context),
    replicaSetController(context),
    deploymentController(context),
    endpointsController(context),
    garbageCollector(context),
  ]
  await informers.start()
  for (const queue of queues) queue.start()
  return {
    stop() {
      informers.stop()
      for (const queue of queues) queue.stop()
    },
  }
}
