/**
 * One container of a pod: started, probed, restarted with back-off, stopped within its grace period.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
 * A container without a command is never shown as running: images are not pulled here, so there is nothing to run.
 */

import type { ByteSink } from '../../base/index.ts'
import { KubernetesError } from '../../kube/index.ts'
import { RestartBackoff } from './backoff.ts'
import { containerLaunch } from './container-launch.ts'
import { ContainerLog } from './container-log.ts'
import { exitCodeOf } from './exit-code.ts'
import { type Container, ContainerConfigError, type ProbeAction } from './pod.ts'
import type { PodHome } from './pod-home.ts'
import { type ContainerReport, type ContainerState, isSidecar, type Terminated } from './pod-status.ts'
import { type ActionTarget, perform } from './probe-action.ts'
import { runProbe } from './prober.ts'
import { KILLED_WITHIN_MS, type SandboxContainer, StartFailure } from './sandbox/index.ts'
import { aborted, delay, timestamp, within } from './time.ts'

const CONFIG_RETRY_MS = 10_000
const START_FAILED_CODE = 128
export class ContainerRunner {
  readonly container: Container
  readonly #home: PodHome
  readonly #init: boolean
  readonly #policy: 'Always' | 'OnFailure' | 'Never'
  readonly #stopping = new AbortController()
  readonly #backoff = new RestartBackoff()
  readonly #listeners = new Set<(stream: 'stdout' | 'stderr', chunk: Uint8Array) => void>()
  #state: ContainerState = { waiting: { reason: 'ContainerCreating' } }
  #last: Terminated | undefined
  #restarts = 0
  #ready = false
  #started = false
  #finished = false
  #running: SandboxContainer | undefined
  /** The program has run under the number that `#restarts` now is. */
  #ran = false
  #lost = false
  /** The program that is being ended. */
  #killing: SandboxContainer | undefined
  #current: ContainerLog | undefined
  #previous: ContainerLog | undefined

  /** @param earlier the same container in a sandbox that has gone: its runs count on, its log is the previous one */
  constructor(
    home: PodHome,
    container: Container,
    init: boolean,
    policy: 'Always' | 'OnFailure' | 'Never',
    earlier?: ContainerRunner,
  ) {
    this.#home = home
    this.container = container
    this.#init = init
    this.#policy = policy
    if (earlier === undefined) return
    this.#restarts = earlier.#restarts + (earlier.#ran ? 1 : 0)
    this.#last = 'terminated' in earlier.#state ? earlier.#state.terminated : earlier.#last
    this.#current = earlier.#current
  }

  get report(): ContainerReport {
    return {
      state: this.#state,
      ...(this.#last === undefined ? {} : { lastTerminated: this.#last }),
      restartCount: this.#restarts,
      ready: this.#ready,
      started: this.#started,
      finished: this.#finished,
      ...(this.#current === undefined ? {} : { containerId: this.#id }),
    }
  }

  /** The program that runs now. */
  get running(): SandboxContainer | undefined {
    return this.#running
  }

  log(previous: boolean): ContainerLog | undefined {
    return previous ? this.#previous : this.#current
  }

  listen(listener: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Standard input of the running program, if the container asked for one. */
  get stdin(): ByteSink | undefined {
    return this.container.stdin === true ? this.#running?.process.stdin : undefined
  }

  /** It ended because its sandbox did. */
  get lost(): boolean {
    return this.#lost
  }

  /** Runs until the container ends for good, or its sandbox does. Never rejects for what the pod does. */
  async run(): Promise<void> {
    const { options } = this.#home.context
    while (!this.#stopping.signal.aborted) {
      const startedAt = options.clock.now()
      const terminated = await this.#attempt()
      if (terminated === undefined) continue
      if (terminated.exitCode !== 0 && (await this.#isSandboxGone())) break
      const again = this.#policy === 'Always' || (this.#policy === 'OnFailure' && terminated.exitCode !== 0)
      if (!again || this.#stopping.signal.aborted) break
      const waitMs = this.#backoff.afterRun(options.clock.now() - startedAt)
      this.#last = terminated
      if (waitMs > 0) await this.#waitForRestart(waitMs)
      if (this.#stopping.signal.aborted) break
      this.#restarts++
      this.#ran = false
    }
    this.#finished = !this.#lost
    this.#home.changed()
  }

  /** Its sandbox has gone: nothing more is started in it. */
  leave(): void {
    if (this.#stopping.signal.aborted || this.#finished) return
    this.#lost = true
    this.#stopping.abort()
  }

  /** The pod will not get another sandbox: what this one left is how it ended. */
  giveUp(): void {
    this.#finished = true
    if (!('terminated' in this.#state)) this.#change({ terminated: this.#neverStarted('the pod sandbox has gone') })
  }

  /** Told to the worker, which makes another one. */
  async #isSandboxGone(): Promise<boolean> {
    if (this.#stopping.signal.aborted) return this.#lost
    if (await this.#home.sandbox.alive()) return false
    this.#home.sandboxLost()
    return this.#lost
  }

  /** SIGTERM, and SIGKILL when the grace period is over. Resolves soon after that, even if the kernel holds the program. */
  async stop(graceSeconds: number): Promise<void> {
    this.#stopping.abort()
    await this.#kill(graceSeconds, `Stopping container ${this.container.name}`)
  }

  /** undefined: it could not even be made; try again. */
  async #attempt(): Promise<Terminated | undefined> {
    const { container } = this
    if ((container.command ?? []).length === 0) return this.#refuse('ErrImagePull', noCommand(container))
    try {
      const launch = await containerLaunch(this.#home, container)
      const directory = `${this.#home.directory}/logs/${container.name}`
      await this.#home.context.options.files.makeDirectory(directory, 0o700)
      this.#previous = this.#current
      this.#current = new ContainerLog(
        this.#home.context.options.files,
        this.#home.context.options.clock,
        `${directory}/${this.#restarts}.log`,
      )
      this.#event('Normal', 'Created', `Created container: ${container.name}`)
      this.#running = await this.#home.sandbox.start(launch)
      this.#ran = true
      return await this.#supervise(this.#running)
    } catch (error) {
      if (error instanceof ContainerConfigError) return this.#refuse('CreateContainerConfigError', error.message)
      if (error instanceof KubernetesError) return this.#refuse('CreateContainerConfigError', error.message)
      if (!(error instanceof StartFailure)) throw error
      return (await this.#isSandboxGone()) ? undefined : this.#startFailed(error)
    }
  }

  async #supervise(running: SandboxContainer): Promise<Terminated> {
    const { options } = this.#home.context
    const startedAt = timestamp(options.clock.now())
    const log = this.#current
    if (this.container.stdin !== true) running.process.stdin.end()
    const taken = [
      log?.take('stdout', running.process.stdout, (chunk) => this.#heard('stdout', chunk)),
      log?.take('stderr', running.process.stderr, (chunk) => this.#heard('stderr', chunk)),
    ]
    this.#event('Normal', 'Started', `Started container ${this.container.name}`)
    this.#change({ running: { startedAt } })
    const over = new AbortController()
    this.#observe(running, over.signal)
    if (this.#stopping.signal.aborted) running.signal('SIGKILL')
    const exit = await running.exited
    over.abort()
    await Promise.all(taken)
    log?.close()
    this.#running = undefined
    const exitCode = exitCodeOf(exit)
    const terminated: Terminated = {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt,
      finishedAt: timestamp(options.clock.now()),
      containerID: this.#id,
    }
    this.#ready = this.#init && !isSidecar(this.container) && exitCode === 0
    this.#started = false
    this.#change({ terminated })
    return terminated
  }

  /** Hooks and probes, until the program ends. */
  #observe(running: SandboxContainer, over: AbortSignal): void {
    const { container } = this
    const begin = () => {
      this.#started = true
      if (container.readinessProbe === undefined) this.#ready = !this.#init || isSidecar(container)
      this.#home.changed()
      this.#probe('readinessProbe', 'Readiness', running, over, (ok) => {
        this.#ready = ok
        this.#home.changed()
      })
      this.#probe('livenessProbe', 'Liveness', running, over, (ok) => void (ok || this.#unhealthy('liveness')))
    }
    const observe = async () => {
      const hook = container.lifecycle?.postStart
      if (hook !== undefined) await this.#hook(hook, running, over, 'PostStartHook')
      if (over.aborted) return
      if (container.startupProbe === undefined) return begin()
      this.#probe('startupProbe', 'Startup', running, over, (ok) => (ok ? begin() : this.#unhealthy('startup')))
    }
    this.#watch(observe())
  }

  #probe(
    which: 'readinessProbe' | 'livenessProbe' | 'startupProbe',
    word: string,
    running: SandboxContainer,
    over: AbortSignal,
    onResult: (ok: boolean) => void,
  ): void {
    const probe = this.container[which]
    if (probe === undefined) return
    const onFailure = (message: string) => this.#event('Warning', 'Unhealthy', `${word} probe failed: ${message}`)
    const once = which === 'startupProbe'
    const { scheduler } = this.#home.context.options
    this.#watch(runProbe({ ...probe, once }, this.#target(running), scheduler, { onResult, onFailure }, over))
  }

  async #hook(
    hook: ProbeAction & { sleep?: { seconds: number } },
    running: SandboxContainer,
    over: AbortSignal,
    word: string,
  ): Promise<void> {
    if (hook.sleep !== undefined) return delay(this.#home.context.options.scheduler, hook.sleep.seconds * 1000, over)
    const result = await Promise.race([perform(hook, this.#target(running), over), aborted(over)])
    if (result === undefined || result.ok || over.aborted) return
    this.#event('Warning', `Failed${word}`, `${word}: ${result.message}`)
    if (word === 'PostStartHook') await this.#kill(this.#grace, `Container ${this.container.name} failed PostStartHook`)
  }

  #target(running: SandboxContainer): ActionTarget {
    return { pod: this.#home.sandbox, container: this.container, running, podIp: this.#home.podIp }
  }

  #unhealthy(probe: 'liveness' | 'startup'): void {
    const grace = this.container[`${probe}Probe`]?.terminationGracePeriodSeconds ?? this.#grace
    this.#watch(this.#kill(grace, `Container ${this.container.name} failed ${probe} probe, will be restarted`))
  }

  async #kill(graceSeconds: number, message: string): Promise<void> {
    const running = this.#running
    if (running === undefined) return
    const { scheduler } = this.#home.context.options
    const over = new AbortController()
    const late = scheduler.after(graceSeconds * 1000, () => {
      over.abort()
      running.signal('SIGKILL')
    })
    const exited = running.exited.then(() => over.abort())
    const gone = within(
      scheduler,
      graceSeconds * 1000 + KILLED_WITHIN_MS,
      exited.then(() => true),
    )
    // Asked again, only the grace may have become shorter.
    if (this.#killing !== running) {
      this.#killing = running
      this.#event('Normal', 'Killing', message)
      const preStop = this.container.lifecycle?.preStop
      if (preStop !== undefined && graceSeconds > 0) await this.#hook(preStop, running, over.signal, 'PreStopHook')
      running.signal(graceSeconds > 0 ? 'SIGTERM' : 'SIGKILL')
    }
    if ((await gone) !== true) {
      this.#event('Warning', 'FailedKillPod', `error killing container ${this.container.name}: it is still there after SIGKILL`)
    }
    late.cancel()
  }

  async #refuse(reason: string, message: string): Promise<undefined> {
    this.#event('Warning', 'Failed', reason === 'ErrImagePull' ? message : `Error: ${message}`)
    this.#change({ waiting: { reason, message } })
    await delay(
      this.#home.context.options.scheduler,
      reason === 'ErrImagePull' ? CONFIG_RETRY_MS * 30 : CONFIG_RETRY_MS,
      this.#stopping.signal,
    )
    return undefined
  }

  #startFailed(error: StartFailure): Terminated {
    const program = JSON.stringify(this.container.command?.[0] ?? '')
    const why = error.kind === 'command-not-found' ? `exec: ${program}: ${error.message}` : error.message
    this.#event('Warning', 'Failed', `Error: failed to start container "${this.container.name}": ${why}`)
    const terminated = this.#neverStarted(why)
    this.#current?.close()
    this.#change({ terminated })
    return terminated
  }

  #neverStarted(message: string): Terminated {
    const at = timestamp(this.#home.context.options.clock.now())
    return {
      exitCode: START_FAILED_CODE,
      reason: 'StartError',
      message,
      startedAt: at,
      finishedAt: at,
      containerID: this.#id,
    }
  }

  async #waitForRestart(waitMs: number): Promise<void> {
    const { name, namespace, uid } = this.#home.pod().metadata
    this.#event(
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${this.container.name} in pod ${name}_${namespace}(${uid})`,
    )
    const seconds = Math.round(waitMs / 1000)
    const span = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
    const message = `back-off ${span} restarting failed container=${this.container.name} pod=${name}_${namespace}(${uid})`
    this.#change({ waiting: { reason: 'CrashLoopBackOff', message } })
    await delay(this.#home.context.options.scheduler, waitMs, this.#stopping.signal)
  }

  get #grace(): number {
    return this.#home.pod().spec.terminationGracePeriodSeconds ?? 30
  }

  get #id(): string {
    return `irsa://${this.#home.pod().metadata.uid}/${this.container.name}/${this.#restarts}`
  }

  #heard(stream: 'stdout' | 'stderr', chunk: Uint8Array): void {
    for (const listener of [...this.#listeners]) listener(stream, chunk)
  }

  #change(state: ContainerState): void {
    this.#state = state
    this.#home.changed()
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const path = `spec.${this.#init ? 'initContainers' : 'containers'}{${this.container.name}}`
    this.#home.context.events.record(this.#home.pod(), type, reason, message, path)
  }

  /** Work on the side: a sandbox that has gone meanwhile ends it; anything else is a bug and must be seen. */
  #watch(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (error instanceof Error && 'code' in error) return
      throw error
    })
  }
}

function noCommand(container: Container): string {
  return `Failed to pull image "${container.image ?? ''}": images are not pulled by the rehearsal, containers run programs of this machine: give container "${container.name}" a command`
}
