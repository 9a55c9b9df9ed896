/**
 * The small Kubernetes API server, put together. It keeps its objects in the store, calls webhooks through the fetch
 * port, and reaches pods through the node agent; sockets are somebody else's.
 */
import type { Clock, Fetch, HttpHandler, Log, Random, Scheduler, UpgradeHandler } from '../../base/index.ts'
import type { AdmissionUser, Kind, KubernetesClient, NodeAgent } from '../../kube/index.ts'
import type { Store } from '../../storage/index.ts'
import { mutatingWebhooks } from './admission/mutating-webhooks.ts'
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts'
import { serviceAccountAdmission } from './admission/service-account.ts'
import { inOrder } from './admission/stage.ts'
import { createAuthenticate } from './authenticate.ts'
import { bootstrapCluster } from './bootstrap.ts'
import { createHandler, createUpgradeHandler, type HandlerParts } from './http/handler.ts'
import type { Streams } from './http/pod-streams.ts'
import { inProcessClient } from './in-process-client.ts'
import { RESOURCES } from './kinds/registry.ts'
import { collectionOf, createObjectStore, type ObjectStore } from './objects.ts'
import { ADMIN } from './request-context.ts'
import type { ApiParts } from './rest/operations.ts'
import { createToken } from './review/token-request.ts'
import type { ServiceAccountIssuer } from './service-account-issuer.ts'
import { createVerifyToken } from './verify-token.ts'

export interface ClusterApiOptions {
  readonly store: Store
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly random: Random
  readonly log?: Log
  readonly serviceAccountIssuer: ServiceAccountIssuer
  readonly callWebhook: Fetch
  readonly nodeAgent: () => NodeAgent | undefined
  readonly streams: Streams
  /** Whoever bears it is a cluster administrator. */
  readonly adminToken: string
  /** PEM: what the API's own certificate is signed by, for `kube-root-ca.crt` of the first namespaces. */
  readonly caCertificate: string
}

export interface ClusterApi {
  readonly handler: HttpHandler
  /** exec, attach and port-forward. */
  readonly upgrade: UpgradeHandler
  /** For parts of this program: what they do is recorded under this name, but nothing is refused for it. */
  client(identity: 'admin' | AdmissionUser): KubernetesClient
  /** Default namespaces with their root certificate, and the service `kubernetes`; may run at every start. */
  bootstrap(): Promise<void>
  /** Ends every watch, so that clients come back to whoever serves next. */
  close(): void
}

/** The store's collections that a cluster lives in: to be cleared for an empty one. */
export const CLUSTER_COLLECTIONS: readonly string[] = RESOURCES.map(({ kind }) => collectionOf(kind))

export async function createClusterApi(options: ClusterApiOptions): Promise<ClusterApi> {
  const { clock, random, serviceAccountIssuer: issuer } = options
  const objects = createObjectStore(options.store)
  const parts = partsOf(options, objects)
  const verifyToken = createVerifyToken(objects, clock, issuer)
  const tokens = { objects, clock, random, issuer }
  const closing = new AbortController()
  const all: HandlerParts = {
    parts,
    tokens,
    authenticate: createAuthenticate(options.adminToken, issuer.url, verifyToken),
    reviews: { verifyToken, apiAudience: issuer.url },
    pods: { objects, nodeAgent: options.nodeAgent, streams: options.streams },
    stop: closing.signal,
  }
  const client = (user: AdmissionUser) => inProcessClient(parts, user, (...request) => createToken(tokens, ...request))
  return {
    handler: createHandler(all),
    upgrade: createUpgradeHandler(all),
    client: (identity) => client(identity === 'admin' ? ADMIN : identity),
    bootstrap: () => bootstrapCluster(client(ADMIN), options.caCertificate),
    close: () => closing.abort(),
  }
}

/** Admission in its order: the namespace, the service account, then webhooks, which see what those two have made. */
function partsOf(options: ClusterApiOptions, objects: ObjectStore): ApiParts {
  const { clock, scheduler, random, callWebhook, log } = options
  const webhooks = mutatingWebhooks({ objects, callWebhook, random, ...(log === undefined ? {} : { log }) })
  return {
    objects,
    clock,
    scheduler,
    random,
    admit: inOrder([namespaceLifecycle(objects), serviceAccountAdmission(objects, random), webhooks]),
    environment: { clock, random, listAll: async (kind: Kind) => (await objects.list(kind)).items },
  }
}
