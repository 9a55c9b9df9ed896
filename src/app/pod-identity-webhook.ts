/**
 * The pod identity webhook of the rehearsal: its own HTTPS listener on the loopback, and its registration with the API
 * server, which calls it as it would call any other.
 */
import { apiVersionOf, KINDS, type KubernetesClient, type NewObject } from '../kube/index.ts'
import { createWebhook, DEFAULT_WEBHOOK_CONFIG } from '../webhook/index.ts'
import type { CompositionContext } from './composition-context.ts'

const NAME = 'pod-identity-webhook'
const DRAIN_MS = 1_000

export interface RegisteredWebhook {
  /** Makes the MutatingWebhookConfiguration, or brings it to where the webhook now listens. */
  register(): Promise<void>
}

export async function startWebhook(context: CompositionContext, client: KubernetesClient): Promise<RegisteredWebhook> {
  const { configuration, edge, foundation, teardown, ready } = context
  const webhook = await createWebhook({
    client,
    clock: edge.clock,
    scheduler: edge.scheduler,
    log: edge.log,
    // As EKS runs it: pods are told their region and use its own STS endpoint.
    config: { ...DEFAULT_WEBHOOK_CONFIG, defaultRegion: configuration.region, regionalSts: true },
  })
  teardown.add(() => webhook.close())
  const listening = await edge.listener.listen({
    host: '127.0.0.1',
    port: 0,
    tls: foundation.certificates.server,
    handler: webhook.handler,
  })
  teardown.add(() => listening.close(DRAIN_MS))
  const url = `https://localhost:${listening.port}/mutate`
  const register = (): Promise<void> => registerWebhook(client, configurationObject(url, foundation.certificates.authority))
  await register()
  ready('webhook', url)
  return { register }
}

async function registerWebhook(client: KubernetesClient, wanted: NewObject & { webhooks: unknown }): Promise<void> {
  const kind = KINDS.mutatingWebhookConfiguration
  const standing = await client.get(kind, { name: NAME })
  if (standing === undefined) await client.create(kind, wanted)
  else await client.replace(kind, { ...standing, webhooks: wanted.webhooks })
}

/** As the reference is deployed: pods on creation, failures ignored, a label to opt out. */
function configurationObject(url: string, caCertificate: string): NewObject & { webhooks: unknown } {
  const kind = KINDS.mutatingWebhookConfiguration
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name: NAME },
    webhooks: [
      {
        name: 'pod-identity-webhook.amazonaws.com',
        clientConfig: { url, caBundle: Buffer.from(caCertificate).toString('base64') },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        objectSelector: { matchExpressions: [{ key: 'eks.amazonaws.com/skip-pod-identity-webhook', operator: 'DoesNotExist' }] },
      },
    ],
  }
}
