/**
 * The small Kubernetes API server, put together. It keeps its objects in the store, calls webhooks through the fetch
 * port, and reaches pods through the node agent; sockets are somebody else's.
 */
import type { Clock, Fetch, Log, Random, Scheduler } from '../../base/index.ts'
import type { PrivateKey, PublicKey } from '../../crypto/index.ts'
import type { AdmissionUser, KubernetesClient, NodeAgent } from '../../kube/index.ts'
import type { Store } from '../../storage/index.ts'
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts'
import { serviceAccountAdmission } from './admission/service-account.ts'
import { inOrder } from './admission/stage.ts'
import { bootstrapCluster } from './bootstrap.ts'
import { inProcessClient } from './in-process-client.ts'
import { createObjectStore } from './objects.ts'
import { ADMIN } from './request-context.ts'
import type { ApiParts } from './rest/operations.ts'

export interface ServiceAccountIssuer {
  readonly url: string
  signingKey(): { readonly key: PrivateKey; readonly keyId: string }
  verificationKeys(): readonly { readonly key: PublicKey; readonly keyId: string }[]
}

export interface ClusterApiOptions {
  readonly store: Store
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly random: Random
  readonly log?: Log
  readonly serviceAccountIssuer: ServiceAccountIssuer
  readonly callWebhook: Fetch
  readonly nodeAgent: () => NodeAgent | undefined
  readonly adminToken: string
  /** PEM. */
  readonly caCertificate: string
}

export interface ClusterApi {
  /** For parts of this program: no authorization. */
  client(identity: 'admin' | AdmissionUser): KubernetesClient
  /** Default namespaces and the service `kubernetes`; may run at every start. */
  bootstrap(): Promise<void>
}

export async function createClusterApi(options: ClusterApiOptions): Promise<ClusterApi> {
  const { clock, scheduler, random } = options
  const objects = createObjectStore(options.store)
  const admit = inOrder([namespaceLifecycle(objects), serviceAccountAdmission(objects, random)])
  const environment = {
    clock,
    random,
    listAll: async (kind: Parameters<typeof objects.list>[0]) => (await objects.list(kind)).items,
  }
  const parts: ApiParts = { objects, admit, clock, scheduler, random, environment }
  const createToken = () => Promise.reject(new Error('not yet'))
  return {
    client: (identity) => inProcessClient(parts, identity === 'admin' ? ADMIN : identity, createToken),
    bootstrap: () => bootstrapCluster(inProcessClient(parts, ADMIN, createToken)),
  }
}
