/** What a cluster has before anybody has asked for anything: its namespaces with the root
 * certificate that their pods trust, and the service `kubernetes`. In later namespaces a controller puts the certificate. */
import { KINDS, type Kind, type KubernetesClient, KubernetesError, type NewObject } from '../../kube/index.ts'

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease']
const API_ADDRESS = '10.96.0.1'

/** Makes what is missing; may run at every start. */
export async function bootstrapCluster(client: KubernetesClient, caCertificate: string): Promise<void> {
  for (const name of NAMESPACES) {
    await createIfAbsent(client, KINDS.namespace, { metadata: { name } })
    const metadata = { name: 'kube-root-ca.crt', namespace: name }
    await createIfAbsent(client, KINDS.configMap, { metadata, data: { 'ca.crt': caCertificate } })
  }
  await createIfAbsent(client, KINDS.service, {
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: { clusterIP: API_ADDRESS, ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
  })
}

async function createIfAbsent(client: KubernetesClient, kind: Kind, object: NewObject): Promise<void> {
  try {
    await client.create(kind, object)
  } catch (error) {
    if (!(error instanceof KubernetesError) || error.reason !== 'AlreadyExists') throw error
  }
}
