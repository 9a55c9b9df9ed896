/**
 * The kubelet: watches the pods of its node and runs each as local processes, until it is stopped.
 * It reaches the cluster only through the client port, so the same code would serve any cluster.
 * Pods that nobody has bound are bound here: one node needs no scheduler.
 */
import {
  KINDS,
  type KubeObject,
  KubernetesError,
  type NodeAgent,
  type WatchEvent,
  type WatchSubscription,
} from '../../kube/index.ts'
import { AddressPool } from './address-pool.ts'
import { createEventRecorder } from './event-recorder.ts'
import { nodeAgent } from './node-agent.ts'
import { beat, registerNode } from './node-registration.ts'
import type { KubeletContext, KubeletOptions } from './options.ts'
import type { Pod } from './pod.ts'
import { PodWorker } from './pod-worker.ts'
import { preparePodsDirectory } from './pods-directory.ts'
import {
  chooseDriver,
  type IsolationName,
  KILLED_WITHIN_MS,
  ProcessRecord,
  type SandboxDriver,
  type SandboxMount,
  StartFailure,
} from './sandbox/index.ts'
import { within } from './time.ts'
import { createTokenSource, realPath } from './volumes/index.ts'

export interface Kubelet extends NodeAgent {
  /** Ends what an earlier run left behind, registers the node and starts its pods. */
  start(): Promise<void>
  /** Makes the Node object again where it is gone, as after the cluster has been emptied. */
  register(): Promise<void>
  /** Ends all pods' processes, quickly; their objects stay, so that the next start runs them again. */
  stop(): Promise<void>
}

/** How often volumes are renewed: a token that is due lands in a pod within this time. */
const SYNC_MS = 10_000
const HEARTBEAT_MS = 60_000
const RELIST_MS = 1_000
/** What a pod gets to end by itself when the whole rehearsal stops. */
const STOP_GRACE_SECONDS = 2
const STOP_LIMIT_MS = STOP_GRACE_SECONDS * 1000 + 3 * KILLED_WITHIN_MS
const HOST_IP = '127.0.0.1'

export async function createKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { client, clock, random, log, files } = options
  await files.makeDirectory(options.stateDirectory, 0o700)
  const stateDirectory = await realPath(files, options.stateDirectory)
  const settled = { ...options, stateDirectory }
  const forbidden = await Promise.all([...options.forbidden, stateDirectory].map((path) => realPath(files, path)))
  const masked = [...(await Promise.all(options.masked.map((path) => realPath(files, path)))), ...forbidden]
  const record = new ProcessRecord(files, options.processes, `${stateDirectory}/processes.json`)
  const ended = await record.endLeftovers()
  if (ended > 0) log?.write('info', 'ended processes that an earlier run had left behind', { count: ended })
  const { driver, why } = await driverFor(settled, record, masked)
  const podsDirectory = await preparePodsDirectory(settled, driver.isolates)
  const events = createEventRecorder({ client, clock, node: options.node.name, ...(log === undefined ? {} : { log }) })
  const tokens = createTokenSource({
    client,
    clock,
    random,
    onKept: (wanted, error) =>
      log?.write('warn', 'a token could not be renewed and stays', { pod: wanted.pod.name, error: error.message }),
  })
  return new LocalKubelet({ options: settled, driver, events, tokens, masked, forbidden, hostIp: HOST_IP, podsDirectory }, why)
}

async function driverFor(
  options: KubeletOptions,
  record: ProcessRecord,
  masked: readonly string[],
): Promise<{ driver: SandboxDriver; why: string | undefined }> {
  const program = new URL('./sandbox/relay.mjs', import.meta.url)
  const everywhere: SandboxMount[] = [
    { source: await realPath(options.files, options.nodeProgram), path: '/run/irsa/bin/node', kind: 'file', readOnly: true },
  ]
  for (const { hostPath, podPath } of options.readOnlyFiles ?? []) {
    const source = await realPath(options.files, hostPath)
    const kind = (await options.files.kind(source)) === 'directory' ? 'directory' : 'file'
    everywhere.push({ source, path: podPath, kind, readOnly: true })
  }
  const settings = { ...options, record, masked, everywhere, relayProgram: decodeURIComponent(program.pathname) }
  try {
    const { driver, refused } = await chooseDriver(settings, options.isolation, `${options.stateDirectory}/probe`)
    for (const { name, why } of refused) options.log?.write('info', 'a stronger pod isolation does not work here', { name, why })
    return { driver, why: undefined }
  } catch (error) {
    // Asked for by name, it must work; otherwise the cluster is there and its pods wait, saying why.
    if (options.isolation !== 'auto' || !(error instanceof Error)) throw error
    const why = error.message
    options.log?.write('warn', why)
    return { driver: refusingDriver('unshare', why), why }
  }
}

function refusingDriver(name: IsolationName, why: string): SandboxDriver {
  return {
    name,
    isolates: true,
    owner: () => undefined,
    create: async () => {
      throw new StartFailure('setup', why)
    },
  }
}

class LocalKubelet implements Kubelet {
  readonly logs: NodeAgent['logs']
  readonly exec: NodeAgent['exec']
  readonly attach: NodeAgent['attach']
  readonly connect: NodeAgent['connect']
  readonly #context: KubeletContext
  readonly #why: string | undefined
  readonly #addresses: AddressPool
  readonly #workers = new Map<string, PodWorker>()
  readonly #timers = new Set<{ cancel(): void }>()
  #watch: WatchSubscription | undefined
  #stopped = false

  constructor(context: KubeletContext, why: string | undefined) {
    this.#context = context
    this.#why = why
    this.#addresses = new AddressPool(context.options.node.podCidr ?? '10.244.0.0/24')
    const agent = nodeAgent((uid) => this.#workers.get(uid))
    this.logs = agent.logs
    this.exec = agent.exec
    this.attach = agent.attach
    this.connect = agent.connect
  }

  async start(): Promise<void> {
    const node = await registerNode(this.#context, this.#why)
    this.#context.events.record(node, 'Normal', 'Starting', `Starting kubelet, pods run under ${this.#context.driver.name}`)
    if (this.#why !== undefined) this.#context.events.record(node, 'Warning', 'PodIsolationUnavailable', this.#why)
    await this.#list()
    this.#every(SYNC_MS, () => Promise.all([...this.#workers.values()].map((worker) => worker.sync())))
    this.#every(HEARTBEAT_MS, () => beat(this.#context, this.#why))
  }

  async register(): Promise<void> {
    await registerNode(this.#context, this.#why)
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    this.#watch?.close()
    for (const timer of this.#timers) timer.cancel()
    const workers = [...this.#workers.values()]
    for (const worker of workers) worker.end(STOP_GRACE_SECONDS, true)
    await Promise.all(workers.map((worker) => this.#gone(worker)))
    await this.#context.events.flush()
    await this.#context.options.files.remove(this.#context.podsDirectory)
  }

  /** Whatever the pod's programs do: a stop takes no longer than this. */
  async #gone(worker: PodWorker): Promise<void> {
    const { scheduler, log } = this.#context.options
    const gone = await within(
      scheduler,
      STOP_LIMIT_MS,
      worker.done.then(() => true),
    )
    if (gone !== true) log?.write('warn', 'a pod is left behind: the kernel does not end its processes', { uid: worker.uid })
  }

  async #list(): Promise<void> {
    const { client } = this.#context.options
    const list = await client.list(KINDS.pod)
    const there = new Set(list.items.map((pod) => pod.metadata.uid))
    for (const [uid, worker] of this.#workers) if (!there.has(uid)) worker.end(0, true)
    for (const pod of list.items) this.#onEvent({ type: 'MODIFIED', object: pod })
    this.#watch = await client.watch(
      KINDS.pod,
      { resourceVersion: list.resourceVersion },
      {
        onEvent: (event) => this.#onEvent(event),
        onEnd: () => this.#relist(),
      },
    )
  }

  #relist(): void {
    if (this.#stopped) return
    this.#after(RELIST_MS, async () => {
      try {
        await this.#list()
      } catch (error) {
        if (!(error instanceof KubernetesError)) throw error
        this.#relist()
      }
    })
  }

  #onEvent(event: WatchEvent): void {
    if (this.#stopped) return
    const pod = event.object as Pod
    const uid = pod.metadata.uid ?? ''
    const worker = this.#workers.get(uid)
    if (event.type === 'DELETED') worker?.end(0, true)
    else if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') this.#bind(pod)
    else if (worker !== undefined) worker.update(pod)
    else if (pod.spec.nodeName === this.#context.options.node.name) this.#begin(pod, uid)
  }

  #begin(pod: Pod, uid: string): void {
    const finished = ['Succeeded', 'Failed'].includes(String(pod.status?.['phase']))
    if (finished && pod.metadata.deletionTimestamp === undefined) return
    const address = this.#addresses.take()
    if (address === undefined) {
      this.#context.events.record(pod, 'Warning', 'OutOfpods', 'Node has no address left for another pod')
      return
    }
    const worker = new PodWorker(this.#context, pod, address)
    this.#workers.set(uid, worker)
    if (pod.metadata.deletionTimestamp !== undefined) worker.end(0)
    worker.done.then(() => {
      this.#workers.delete(uid)
      this.#addresses.release(address)
    })
  }

  #bind(pod: KubeObject): void {
    if (pod.metadata.deletionTimestamp !== undefined) return
    const { client, node } = this.#context.options
    const { name, namespace = '' } = pod.metadata
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid: pod.metadata.uid ?? '' },
      target: { kind: 'Node', name: node.name },
    }
    client.create(KINDS.pod, binding, { subresource: 'binding' }).then(
      () => this.#context.events.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node.name}`),
      (error: unknown) => {
        // Bound by somebody else meanwhile, or gone.
        if (!(error instanceof KubernetesError)) throw error
      },
    )
  }

  #every(delayMs: number, task: () => Promise<unknown>): void {
    this.#after(delayMs, async () => {
      await task()
      if (!this.#stopped) this.#every(delayMs, task)
    })
  }

  #after(delayMs: number, task: () => Promise<void>): void {
    const timer = this.#context.options.scheduler.after(delayMs, () => {
      this.#timers.delete(timer)
      void task()
    })
    this.#timers.add(timer)
  }
}
