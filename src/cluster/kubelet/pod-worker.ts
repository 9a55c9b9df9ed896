/**
 * One pod's life on this node: volumes, sandbox, init containers in order, containers, status, and its end.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 * INVARIANT (one life): a worker serves one uid; a pod of the same name made later gets another worker.
 */
import type { JsonObject } from '../../base/index.ts'
import { KINDS, KubernetesError } from '../../kube/index.ts'
import { fsUser } from './container-launch.ts'
import { ContainerRunner } from './container-runner.ts'
import type { KubeletContext } from './options.ts'
import { type Container, type Pod, VolumeError } from './pod.ts'
import type { PodHome } from './pod-home.ts'
import { isSidecar, podStatus } from './pod-status.ts'
import { KILLED_WITHIN_MS, type PodSandbox, StartFailure } from './sandbox/index.ts'
import { aborted, delay, timestamp } from './time.ts'
import { type MountedVolume, type PayloadContext, setUpVolumes } from './volumes/index.ts'

const RETRY_MS = 2_000
const LONGEST_RETRY_MS = 60_000

export class PodWorker {
  readonly uid: string
  readonly runners = new Map<string, ContainerRunner>()
  readonly #context: KubeletContext
  readonly #podIp: string
  readonly #directory: string
  readonly #ending = new AbortController()
  readonly #transitions = new Map<string, { status: string; at: string }>()
  readonly #startTime: string
  #pod: Pod
  #sandbox: PodSandbox | undefined
  #volumes: Map<string, MountedVolume> = new Map()
  #graceSeconds: number | undefined
  #reporting: Promise<void> | undefined
  #dirty = false
  #silent = false
  #reported = ''
  #wake: () => void = () => undefined
  #lost = false
  /** Its containers have ended, for good or because the pod ends. */
  #settled = false
  /** Called when the sandbox of now has gone by itself. */
  #lose: () => void = () => undefined
  readonly done: Promise<void>

  constructor(context: KubeletContext, pod: Pod, podIp: string) {
    this.#context = context
    this.#pod = pod
    this.uid = pod.metadata.uid ?? ''
    this.#podIp = podIp
    this.#directory = `${context.podsDirectory}/${this.uid}`
    this.#startTime = timestamp(context.options.clock.now())
    this.done = this.#live()
  }

  get sandbox(): PodSandbox | undefined {
    return this.#sandbox
  }

  get podIp(): string {
    return this.#podIp
  }

  /** A newer version of the same pod. */
  update(pod: Pod): void {
    this.#pod = pod
    if (pod.metadata.deletionTimestamp !== undefined) this.end(pod.metadata.deletionGracePeriodSeconds ?? 30)
  }

  /** Ends the pod; `forget` writes nothing about it any more (it has gone, or the rehearsal stops). */
  end(graceSeconds: number, forget = false): void {
    if (forget) this.#silent = true
    const shorter = this.#graceSeconds === undefined || graceSeconds < this.#graceSeconds
    this.#graceSeconds = shorter ? graceSeconds : this.#graceSeconds
    const again = this.#ending.signal.aborted
    this.#ending.abort()
    if (again && shorter) for (const runner of this.runners.values()) this.#see(runner.stop(graceSeconds))
  }

  /** Renews what is projected; called at intervals. */
  async sync(): Promise<void> {
    if (this.#sandbox === undefined || this.#ending.signal.aborted) return
    try {
      this.#volumes = await setUpVolumes(this.#volumeSettings, this.#payloadContext, this.#pod.spec.volumes ?? [])
    } catch (error) {
      this.#volumeFailed(error)
    }
  }

  async #live(): Promise<void> {
    this.#changed()
    do {
      await this.#prepare()
      if (this.#sandbox !== undefined) await this.#runAll(this.#sandbox)
    } while (await this.#mustRebuild())
    this.#settled = true
    if (this.#ending.signal.aborted) await this.#stopAll()
    await this.#sandbox?.destroy()
    await this.#report()
    // A pod that has finished keeps its logs and its object until somebody deletes it.
    if (!this.#ending.signal.aborted) await aborted(this.#ending.signal)
    this.#context.tokens.forget(this.uid)
    await this.#context.options.files.remove(this.#directory)
    if (!this.#silent) await this.#removeObject()
  }

  /** Volumes and sandbox, tried again until they are there or the pod ends. */
  async #prepare(): Promise<void> {
    const { options, driver, events } = this.#context
    for (let waitMs = RETRY_MS; !this.#ending.signal.aborted; waitMs = Math.min(LONGEST_RETRY_MS, waitMs * 2)) {
      try {
        // Without namespaces the pod's programs go through it themselves.
        await options.files.makeDirectory(this.#directory, driver.isolates ? 0o700 : 0o711)
        this.#volumes = await setUpVolumes(this.#volumeSettings, this.#payloadContext, this.#pod.spec.volumes ?? [])
        const hostname = (this.#pod.spec.hostname ?? this.#pod.metadata.name).slice(0, 63)
        this.#sandbox = await driver.create({ uid: this.uid, hostname, address: this.#podIp, directory: this.#directory })
        if (!driver.isolates) {
          events.record(
            this.#pod,
            'Warning',
            'MountPathNotIsolated',
            'this pod runs as plain processes of the machine: volumes are found by POD_VOLUME_ROOT and rewritten paths, not at their mount paths',
          )
        }
        return this.#changed()
      } catch (error) {
        if (error instanceof StartFailure)
          events.record(this.#pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error.message}`)
        else this.#volumeFailed(error)
        await delay(options.scheduler, waitMs, this.#ending.signal)
      }
    }
  }

  async #runAll(sandbox: PodSandbox): Promise<void> {
    const policy = this.#pod.spec.restartPolicy ?? 'Always'
    const leaving = this.#whenLost(sandbox)
    const home = this.#home(sandbox)
    const initialized = async () => {
      for (const container of this.#pod.spec.initContainers ?? []) if (!(await this.#initialize(home, container))) return false
      return !this.#ending.signal.aborted
    }
    if (!(await Promise.race([initialized(), leaving.then(() => false)]))) return
    const unfinished = this.#pod.spec.containers.filter((container) => this.runners.get(container.name)?.report.finished !== true)
    const runs = unfinished.map((container) => this.#see(this.#runner(home, container, false, policy).run()))
    await Promise.race([Promise.all(runs), leaving, aborted(this.#ending.signal)])
    if (!this.#lost && !this.#ending.signal.aborted) await this.#stopSidecars(this.#pod.spec.terminationGracePeriodSeconds ?? 30)
  }

  /** Resolves some time after the sandbox has been found gone: by then its programs have been seen to end, or never will. */
  async #whenLost(sandbox: PodSandbox): Promise<void> {
    const lost = new Promise<void>((resolve) => {
      this.#lose = () => {
        if (this.#sandbox !== sandbox || this.#settled || this.#ending.signal.aborted) return
        this.#lost = true
        for (const runner of this.runners.values()) runner.leave()
        this.#wake()
        resolve()
      }
    })
    sandbox.ended.then(this.#lose)
    await lost
    await delay(this.#context.options.scheduler, KILLED_WITHIN_MS, this.#ending.signal)
  }

  /** True if the sandbox has gone by itself and the pod must have another: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
  async #mustRebuild(): Promise<boolean> {
    if (!this.#lost || this.#ending.signal.aborted) return false
    this.#lost = false
    const sandbox = this.#sandbox
    this.#sandbox = undefined
    await sandbox?.destroy()
    const unfinished = this.#pod.spec.containers.map((container) => this.runners.get(container.name))
    if (this.#pod.spec.restartPolicy === 'Never') {
      for (const runner of unfinished) if (runner?.report.finished === false) runner.giveUp()
      if (unfinished.includes(undefined)) for (const runner of this.runners.values()) runner.giveUp()
      return false
    }
    if (unfinished.every((runner) => runner?.report.finished === true)) return false
    this.#context.events.record(this.#pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    this.#changed()
    return true
  }

  /** True if the next container may start. */
  async #initialize(home: PodHome, container: Container): Promise<boolean> {
    const never = this.#pod.spec.restartPolicy === 'Never'
    const sidecar = isSidecar(container)
    const runner = this.#runner(home, container, true, sidecar ? 'Always' : never ? 'Never' : 'OnFailure')
    const run = this.#see(runner.run())
    if (sidecar) await this.#until(() => runner.report.started || runner.lost)
    else await Promise.race([run, aborted(this.#ending.signal)])
    return !this.#ending.signal.aborted && !runner.lost && (sidecar || !failed(runner))
  }

  async #stopAll(): Promise<void> {
    const { clock } = this.#context.options
    const startedAt = clock.now()
    const left = () => Math.max(0, (this.#graceSeconds ?? 30) - (clock.now() - startedAt) / 1000)
    const sidecars = new Set(this.#sidecars)
    await Promise.all([...this.runners.values()].filter((runner) => !sidecars.has(runner)).map((runner) => runner.stop(left())))
    await this.#stopSidecars(left)
  }

  /** The last started goes first, when the other containers have gone, in what is left of the grace. */
  async #stopSidecars(grace: number | (() => number)): Promise<void> {
    for (const runner of this.#sidecars.reverse()) await runner.stop(typeof grace === 'number' ? grace : grace())
  }

  get #sidecars(): ContainerRunner[] {
    const sidecars = (this.#pod.spec.initContainers ?? []).filter(isSidecar)
    return sidecars.map((container) => this.runners.get(container.name)).filter((runner) => runner !== undefined)
  }

  #runner(home: PodHome, container: Container, init: boolean, policy: 'Always' | 'OnFailure' | 'Never'): ContainerRunner {
    const runner = new ContainerRunner(home, container, init, policy, this.runners.get(container.name))
    this.runners.set(container.name, runner)
    return runner
  }

  #home(sandbox: PodSandbox): PodHome {
    return {
      context: this.#context,
      pod: () => this.#pod,
      directory: this.#directory,
      sandbox,
      podIp: this.#podIp,
      volumes: () => this.#volumes,
      sandboxLost: () => this.#lose(),
      changed: () => this.#changed(),
    }
  }

  get #volumeSettings() {
    const { files, clock, random } = this.#context.options
    const { masked, forbidden } = this.#context
    return { files, clock, random, directory: this.#directory, masked, forbidden }
  }

  get #payloadContext(): PayloadContext {
    const user = fsUser(this.#pod)
    const group = this.#pod.spec.securityContext?.fsGroup
    return {
      client: this.#context.options.client,
      tokens: this.#context.tokens,
      pod: this.#pod,
      addresses: { podIp: this.#podIp, hostIp: this.#context.hostIp },
      ownership: {
        ...(user === undefined ? {} : { fsUser: user }),
        ...(group === undefined ? {} : { fsGroup: group }),
        owner: (uid, gid) => this.#context.driver.owner(uid, gid),
      },
    }
  }

  #volumeFailed(error: unknown): void {
    const known = error instanceof VolumeError || error instanceof KubernetesError
    if (!known) throw error
    const what = error instanceof VolumeError ? ` for volume "${error.volume}"` : ''
    this.#context.events.record(this.#pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed${what} : ${error.message}`)
  }

  #changed(): void {
    this.#wake()
    this.#dirty = true
    this.#reporting ??= this.#see(this.#reportLoop())
  }

  async #reportLoop(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false
      await this.#report()
    }
    this.#reporting = undefined
  }

  async #report(): Promise<void> {
    if (this.#silent) return
    const { options, hostIp } = this.#context
    const reports = new Map([...this.runners].map(([name, runner]) => [name, runner.report]))
    const status = podStatus(this.#pod, reports, {
      hostIp,
      ...(this.#sandbox === undefined ? {} : { podIp: this.#podIp }),
      startTime: this.#startTime,
      terminating: this.#ending.signal.aborted,
      transitions: this.#transitions,
      now: timestamp(options.clock.now()),
    })
    const text = JSON.stringify(status)
    if (text === this.#reported) return
    const { name, namespace = '' } = this.#pod.metadata
    const body: JsonObject = { metadata: { uid: this.uid }, status }
    try {
      await options.client.patch(KINDS.pod, { name, namespace }, { type: 'merge', body }, { subresource: 'status' })
      this.#reported = text
    } catch (error) {
      // Deleted, or replaced by a namesake: the watch will say so.
      if (!(error instanceof KubernetesError)) throw error
      options.log?.write('debug', 'a pod status could not be written', { pod: name, code: error.code })
    }
  }

  async #removeObject(): Promise<void> {
    const { name, namespace = '' } = this.#pod.metadata
    try {
      await this.#context.options.client.delete(KINDS.pod, { name, namespace }, { uid: this.uid, gracePeriodSeconds: 0 })
    } catch (error) {
      if (!(error instanceof KubernetesError) || (error.code !== 404 && error.code !== 409)) throw error
    }
  }

  async #until(condition: () => boolean): Promise<void> {
    const ended = aborted(this.#ending.signal)
    while (!condition() && !this.#ending.signal.aborted) {
      await Promise.race([
        ended,
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
      ])
    }
  }

  /** A failure nobody expects is a bug: it is logged with the pod's name, and goes on to be seen. */
  #see(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      this.#context.options.log?.write('error', 'a pod worker failed', { pod: this.#pod.metadata.name, error: String(error) })
      throw error
    })
  }
}

function failed(runner: ContainerRunner): boolean {
  const { state, finished } = runner.report
  return !finished || !('terminated' in state) || state.terminated.exitCode !== 0
}
