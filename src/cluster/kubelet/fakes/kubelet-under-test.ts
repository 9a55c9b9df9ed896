/** A kubelet on a cluster in memory, with real processes, and the words that its tests use. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createMovableTime,
  type MovableTime,
  systemFiles,
  systemLocalSockets,
  systemProcesses,
  systemRandom,
} from '../../../io/index.ts'
import { KINDS, type KubeObject } from '../../../kube/index.ts'
import { createKubelet, type Kubelet } from '../index.ts'
import type { KubeletOptions } from '../options.ts'
import { chooseDriver, ProcessRecord } from '../sandbox/index.ts'
import { type MemoryCluster, memoryCluster } from './memory-client.ts'

export const NAMESPACE = 'shop'

export interface KubeletUnderTest extends AsyncDisposable {
  readonly kubelet: Kubelet
  readonly cluster: MemoryCluster
  readonly time: MovableTime
  readonly directory: string
  apply(name: string, spec: object): Promise<KubeObject>
  until(name: string, wanted: (pod: KubeObject | undefined) => boolean): Promise<KubeObject>
  /** Resolves when an event about the pod matches. */
  told(pod: string, expected: RegExp): Promise<void>
  events(pod: string): string[]
  /** Output of a program run in the container `app`. */
  run(pod: KubeObject, ...command: string[]): Promise<{ out: string; code: number }>
  /** What a container has written; with `follow`, until its end. */
  log(pod: KubeObject, container?: string, follow?: boolean): Promise<string>
  /** Deletes a pod, and resolves when it has gone. */
  remove(name: string, graceSeconds?: number): Promise<void>
}

export async function startKubelet(changes: Partial<KubeletOptions> = {}): Promise<KubeletUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'irsa-kubelet-'))
  const time = createMovableTime()
  const cluster = memoryCluster({ now: () => time.clock.now() })
  const kubelet = await createKubelet({
    client: cluster.client,
    processes: systemProcesses,
    files: systemFiles,
    sockets: systemLocalSockets,
    clock: time.clock,
    scheduler: time.scheduler,
    random: systemRandom,
    node: { name: 'node-1', labels: {} },
    stateDirectory: join(directory, 'kubelet'),
    isolation: 'auto',
    runningAsRoot: process.getuid?.() === 0,
    nodeProgram: process.execPath,
    forwards: [],
    nodeEnvironment: {},
    masked: [],
    forbidden: [directory],
    ...changes,
  })
  await kubelet.start()
  const name = (pod: KubeObject, container: string) => ({
    namespace: NAMESPACE,
    pod: pod.metadata.name,
    podUid: pod.metadata.uid ?? '',
    container,
  })
  const until = async (pod: string, wanted: (object: KubeObject | undefined) => boolean) =>
    (await cluster.until(KINDS.pod, { name: pod, namespace: NAMESPACE }, wanted)) as KubeObject
  const events = (pod: string) =>
    cluster
      .all(KINDS.event)
      .filter((event) => (event['involvedObject'] as { name: string }).name === pod)
      .map((event) => `${event['reason']}: ${event['message']}`)
  return {
    kubelet,
    cluster,
    time,
    directory,
    apply: (pod, spec) => cluster.client.create(KINDS.pod, { metadata: { name: pod, namespace: NAMESPACE }, spec }),
    until,
    events,
    told: async (pod, expected) => {
      await cluster.until(KINDS.event, { name: 'any' }, () => events(pod).some((event) => expected.test(event)))
    },
    run: async (pod, ...command) => {
      const session = await kubelet.exec(name(pod, 'app'), { command, tty: false, stdin: false })
      const [out, , code] = await Promise.all([text(session.stdout), text(session.stderr), session.exitCode])
      return { out, code }
    },
    log: (pod, container = 'app', follow = false) =>
      text(kubelet.logs(name(pod, container), { follow, previous: false, timestamps: false })),
    remove: async (pod, graceSeconds) => {
      const how = graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }
      await cluster.client.delete(KINDS.pod, { name: pod, namespace: NAMESPACE }, how)
      await until(pod, (gone) => gone === undefined)
    },
    [Symbol.asyncDispose]: async () => {
      await kubelet.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Why no pod can be isolated here (that way), for `skip`; false where one can. */
export async function isolationFault(asked: KubeletOptions['isolation'] = 'auto'): Promise<string | false> {
  const directory = mkdtempSync(join(tmpdir(), 'irsa-probe-'))
  const settings = {
    processes: systemProcesses,
    files: systemFiles,
    sockets: systemLocalSockets,
    random: systemRandom,
    scheduler: createMovableTime().scheduler,
    record: new ProcessRecord(systemFiles, systemProcesses, `${directory}/probe.json`),
    runningAsRoot: process.getuid?.() === 0,
    nodeProgram: process.execPath,
    relayProgram: new URL('../sandbox/relay.mjs', import.meta.url).pathname,
    forwards: [],
    everywhere: [],
    masked: [],
  }
  try {
    await chooseDriver(settings, asked, directory)
    return false
  } catch (error) {
    return (error as Error).message
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

export async function text(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let all = ''
  for await (const chunk of bytes) all += decoder.decode(chunk, { stream: true })
  return all
}

// biome-ignore lint/suspicious/noExplicitAny: a status is read by tests member by member, as JSON
export function statusOf(pod: KubeObject | undefined): any {
  return pod?.['status'] ?? {}
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export function containerOf(pod: KubeObject | undefined, name = 'app'): any {
  const status = statusOf(pod)
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  return all.find((one: { name: string }) => one.name === name) ?? { state: {} }
}
