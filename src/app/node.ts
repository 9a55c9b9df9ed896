/** The rehearsal's one node: where pods run as local processes, and what they reach and must not see of the host. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createKubelet, type Kubelet } from '../cluster/kubelet/index.ts'
import type { KubernetesClient } from '../kube/index.ts'
import type { CompositionContext } from './composition-context.ts'

const NODE_NAME = 'irsa-node'
/** Where programs keep keys and credentials, below a home directory. */
const CREDENTIAL_PLACES = ['.aws', '.azure', '.config', '.docker', '.gnupg', '.kube', '.netrc', '.npmrc', '.ssh', '.terraform.d']
/** Where pods find the rehearsal's own certificate. */
const POD_CA_FILE = '/run/irsa/ca.crt'

export async function startNode(context: CompositionContext, client: KubernetesClient): Promise<Kubelet> {
  const { configuration, edge, foundation, teardown, ready } = context
  const { directory, awsPort, kubePort } = foundation
  await edge.files.replace(directory.caFile, foundation.certificates.authority, 0o644)
  const kubelet = await createKubelet({
    client,
    processes: edge.processes,
    files: edge.files,
    sockets: edge.sockets,
    clock: edge.clock,
    scheduler: edge.scheduler,
    random: edge.random,
    log: edge.log,
    node: { name: NODE_NAME, labels: {} },
    stateDirectory: directory.kubelet,
    isolation: configuration.podIsolation,
    runningAsRoot: process.getuid?.() === 0,
    nodeProgram: process.execPath,
    forwards: [awsPort.port, kubePort.port].map((port) => ({ podPort: port, target: { host: '127.0.0.1', port } })),
    nodeEnvironment: {
      AWS_ENDPOINT_URL: foundation.awsUrl,
      AWS_CA_BUNDLE: POD_CA_FILE,
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(kubePort.port),
    },
    readOnlyFiles: [{ hostPath: directory.caFile, podPath: POD_CA_FILE }],
    masked: [...new Set([homedir(), '/root', '/home'])],
    forbidden: [directory.path, ...credentialPlaces(homedir())],
  })
  teardown.add(() => kubelet.stop())
  await kubelet.start()
  ready('node', NODE_NAME)
  return kubelet
}

function credentialPlaces(home: string): string[] {
  return CREDENTIAL_PLACES.map((place) => join(home, place))
}
