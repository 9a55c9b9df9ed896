/** The small cluster, put together: API server, controllers, webhook and node, and the webhook's registration. */
import type { HttpHandler } from '../base/index.ts'
import { CLUSTER_COLLECTIONS, type ClusterApi, createClusterApi } from '../cluster/api/index.ts'
import { startControllers } from '../cluster/controllers/index.ts'
import { serveExec, servePortForward } from '../cluster/streams/index.ts'
import type { Issuer } from '../issuer/index.ts'
import type { KubernetesClient, NodeAgent } from '../kube/index.ts'
import type { CompositionContext } from './composition-context.ts'
import { startNode } from './node.ts'
import { startWebhook } from './pod-identity-webhook.ts'

export interface Cluster {
  readonly admin: KubernetesClient
  /** What a reset empties. */
  readonly collections: readonly string[]
  /** What a first start has: namespaces, the webhook's registration, the node. */
  bootstrap(): Promise<void>
}

export async function composeCluster(context: CompositionContext, issuer: Issuer): Promise<Cluster> {
  const { edge, foundation, teardown, ready } = context
  const { kubePort, kubeUrl, certificates } = foundation
  let nodeAgent: NodeAgent | undefined
  const api = await openApi(context, issuer, () => nodeAgent)
  teardown.add(() => api.close())
  const admin = api.client('admin')
  await api.bootstrap()
  kubePort.serve(issuerOrApi(issuer, api), api.upgrade)
  ready('cluster', kubeUrl)
  const webhook = await startWebhook(context, admin)
  const controllers = await startControllers({
    client: admin,
    clock: edge.clock,
    scheduler: edge.scheduler,
    random: edge.random,
    log: edge.log,
    caCertificate: certificates.authority,
  })
  teardown.add(() => controllers.stop())
  const node = await startNode(context, admin)
  nodeAgent = node
  return {
    admin,
    collections: CLUSTER_COLLECTIONS,
    async bootstrap() {
      await api.bootstrap()
      await webhook.register()
      await node.register()
    },
  }
}

function openApi(context: CompositionContext, issuer: Issuer, nodeAgent: () => NodeAgent | undefined): Promise<ClusterApi> {
  const { edge, foundation } = context
  return createClusterApi({
    store: foundation.store,
    clock: edge.clock,
    scheduler: edge.scheduler,
    random: edge.random,
    log: edge.log,
    serviceAccountIssuer: issuer,
    callWebhook: edge.fetch,
    nodeAgent,
    adminToken: foundation.settings.current().adminToken,
    caCertificate: foundation.certificates.authority,
    streams: { serveExec, servePortForward },
  })
}

/** The issuer's documents are for everybody, under its own path; all else on the port is the cluster's API. */
function issuerOrApi(issuer: Issuer, api: ClusterApi): HttpHandler {
  const path = new URL(issuer.url).pathname
  const prefix = path === '/' ? '/.well-known/' : `${path}/`
  return (request) => (request.target.startsWith(prefix) ? issuer.handler(request) : api.handler(request))
}
