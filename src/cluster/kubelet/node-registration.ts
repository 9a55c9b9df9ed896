/** The Node object: made at the start, its status kept fresh: https://kubernetes.io/docs/concepts/architecture/nodes/ */
import type { JsonObject } from '../../base/index.ts'
import { KINDS, type KubeObject, KubernetesError } from '../../kube/index.ts'
import type { KubeletContext } from './options.ts'
import { timestamp } from './time.ts'

const KUBELET_VERSION = 'v1.33.1'
const PODS = '110'

/** Makes the Node or takes over the one that is there. Returns the object. */
export async function registerNode(context: KubeletContext, why: string | undefined): Promise<KubeObject> {
  const { client, node } = context.options
  const labels = {
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/os': 'linux',
    'irsa.dev/pod-isolation': context.driver.name,
    ...node.labels,
  }
  const metadata = { name: node.name, labels }
  const known = await client.get(KINDS.node, { name: node.name })
  if (known === undefined)
    await client.create(KINDS.node, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata,
      spec: { podCIDR: node.podCidr ?? '10.244.0.0/24' },
    })
  else await client.patch(KINDS.node, { name: node.name }, { type: 'merge', body: { metadata: { labels } } })
  return reportNode(context, why)
}

/** `why` says why no pod can run here, if so. */
export async function reportNode(context: KubeletContext, why: string | undefined): Promise<KubeObject> {
  const { client, node } = context.options
  return client.patch(
    KINDS.node,
    { name: node.name },
    { type: 'merge', body: { status: nodeStatus(context, why) } },
    { subresource: 'status' },
  )
}

/** Writes the status; a server that is away just now is asked again at the next beat. */
export async function beat(context: KubeletContext, why: string | undefined): Promise<void> {
  try {
    await reportNode(context, why)
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error
    // Somebody deleted the Node: a kubelet that still runs makes it again.
    if (error.code === 404) await registerNode(context, why)
    else context.options.log?.write('warn', 'the node status could not be written', { code: error.code })
  }
}

function nodeStatus(context: KubeletContext, why: string | undefined): JsonObject {
  const now = timestamp(context.options.clock.now())
  const condition = (type: string, holds: boolean, reason: string, message: string): JsonObject => ({
    type,
    status: holds ? 'True' : 'False',
    reason,
    message,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  })
  const ready =
    why === undefined
      ? condition('Ready', true, 'KubeletReady', 'kubelet is posting ready status')
      : condition('Ready', false, 'PodIsolationUnavailable', why)
  return {
    conditions: [
      condition('MemoryPressure', false, 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      condition('DiskPressure', false, 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', false, 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      ready,
    ],
    addresses: [
      { type: 'InternalIP', address: context.hostIp },
      { type: 'Hostname', address: context.options.node.name },
    ],
    capacity: { pods: PODS },
    allocatable: { pods: PODS },
    nodeInfo: {
      kubeletVersion: KUBELET_VERSION,
      kubeProxyVersion: '',
      containerRuntimeVersion: `irsa://${context.driver.name}`,
      operatingSystem: 'linux',
      architecture: '',
      osImage: 'processes of this machine',
      kernelVersion: '',
      bootID: '',
      machineID: '',
      systemUUID: '',
    },
  }
}
