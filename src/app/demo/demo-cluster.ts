/**
 * The demo's view of the cluster: from the outside, through the kubeconfig and the Kubernetes client library, as any
 * user's program has it. Loaded only by the demo, because the library takes a third of a second to import.
 */
import { PassThrough, Readable, Writable } from 'node:stream'
import {
  CoreV1Api,
  Exec,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
  PortForward,
  type V1Pod,
  type V1Status,
} from '@kubernetes/client-node'

export interface ExecResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export interface DemoCluster {
  /** Makes the object, or merges it into the one that is there. */
  apply(object: KubernetesObject): Promise<void>
  /** The pod of that label that is not being deleted, ready, or `undefined`. */
  readyPod(namespace: string, labelSelector: string): Promise<V1Pod | undefined>
  pods(namespace: string, labelSelector: string): Promise<V1Pod[]>
  /** Reasons and messages of the namespace's events, newest last. */
  events(namespace: string): Promise<string[]>
  exec(namespace: string, pod: string, container: string, command: string[]): Promise<ExecResult>
  logs(namespace: string, pod: string, container: string): Promise<string>
  /** One HTTP GET through a port-forward tunnel; the raw answer as text. */
  get(namespace: string, pod: string, port: number, path: string): Promise<string>
}

export function openDemoCluster(kubeconfigFile: string): DemoCluster {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfigFile)
  const objects = KubernetesObjectApi.makeApiClient(config)
  const core = config.makeApiClient(CoreV1Api)
  const pods = async (namespace: string, labelSelector: string): Promise<V1Pod[]> => {
    const list = await core.listNamespacedPod({ namespace, labelSelector })
    return list.items.filter((pod) => pod.metadata?.deletionTimestamp === undefined)
  }
  return {
    async apply(object) {
      try {
        await objects.create(object)
      } catch (error) {
        if (statusCode(error) !== 409) throw error
        await objects.patch(object, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch)
      }
    },
    pods,
    async readyPod(namespace, labelSelector) {
      const found = await pods(namespace, labelSelector)
      return found.find((pod) =>
        pod.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
      )
    },
    async events(namespace) {
      const list = await core.listNamespacedEvent({ namespace })
      return list.items.map((event) => `${event.reason}: ${event.message}`)
    },
    exec: (namespace, pod, container, command) => execute(new Exec(config), namespace, pod, container, command),
    logs: (namespace, pod, container) => core.readNamespacedPodLog({ namespace, name: pod, container }),
    get: (namespace, pod, port, path) => getThroughTunnel(new PortForward(config), namespace, pod, port, path),
  }
}

async function execute(exec: Exec, namespace: string, pod: string, container: string, command: string[]): Promise<ExecResult> {
  const stdout = collector()
  const stderr = collector()
  const status = await new Promise<V1Status>((resolve, reject) => {
    exec.exec(namespace, pod, container, command, stdout.stream, stderr.stream, null, false, resolve).catch(reject)
  })
  const cause = status.details?.causes?.find((entry) => entry.reason === 'ExitCode')
  const exitCode = status.status === 'Success' ? 0 : Number(cause?.message ?? 1)
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode }
}

async function getThroughTunnel(
  forward: PortForward,
  namespace: string,
  pod: string,
  port: number,
  path: string,
): Promise<string> {
  const answer = collector()
  const problem = collector()
  const request = Readable.from([`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`])
  const input = new PassThrough()
  const socket = await forward.portForward(namespace, pod, [port], answer.stream, problem.stream, input)
  request.pipe(input, { end: false })
  const webSocket = typeof socket === 'function' ? socket() : socket
  await new Promise<void>((resolve) => {
    if (webSocket === null) resolve()
    else webSocket.onclose = () => resolve()
  })
  if (problem.text() !== '') throw new Error(`the tunnel to port ${port} failed: ${problem.text()}`)
  return answer.text()
}

function collector(): { stream: Writable; text(): string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}

function statusCode(error: unknown): number | undefined {
  return (error as { code?: number }).code
}
