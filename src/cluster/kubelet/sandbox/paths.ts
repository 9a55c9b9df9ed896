/**
 * Pods without isolation, for machines whose kernel gives none: volumes lie below the pod's directory, and words and
 * variables that name a mount path are rewritten to where it really is. A program that has a mount path built in does
 * not find it; POD_VOLUME_ROOT says where the volumes are. The pod shares the host's network and files.
 */
import type { ByteStream, RunningProcess } from '../../../base/index.ts'
import { within } from '../time.ts'
import type {
  ContainerLaunch,
  ExecLaunch,
  PodSandbox,
  PodSandboxSpec,
  SandboxContainer,
  SandboxDriver,
  SandboxMount,
  SandboxProcess,
} from './driver.ts'
import { KILLED_WITHIN_MS, UNPRIVILEGED_ID } from './driver.ts'
import { dropRoot, enter, environmentFile, SETUP_ENVIRONMENT, started } from './launch.ts'
import { POD_HOME } from './mount-plan.ts'
import type { SandboxSettings } from './settings.ts'

const VOLUME_ROOT = 'POD_VOLUME_ROOT'
/** How long a program's children may hold its output after its end. */
const OUTPUT_WITHIN_MS = 500

export function pathsDriver(settings: SandboxSettings, parentDeathSignal: boolean): SandboxDriver {
  return {
    name: 'paths',
    isolates: false,
    owner: (uid, gid) => (settings.runningAsRoot ? { uid: uid || UNPRIVILEGED_ID, gid: gid || UNPRIVILEGED_ID } : undefined),
    create: async (spec) => createPod(settings, parentDeathSignal, spec),
  }
}

/** A mount path, or a path below it, at the start of a word or variable, becomes the real path. */
export function rewritePaths(text: string, mounts: readonly SandboxMount[]): string {
  const deepest = [...mounts].sort((one, other) => other.path.length - one.path.length)
  for (const { path, source } of deepest) {
    if (text === path) return source
    if (text.startsWith(`${path}/`)) return source + text.slice(path.length)
  }
  return text
}

async function createPod(settings: SandboxSettings, parentDeathSignal: boolean, spec: PodSandboxSpec): Promise<PodSandbox> {
  const running = new Set<RunningProcess>()
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const context: Context = { settings, parentDeathSignal, spec, running }
  return {
    directory: spec.directory,
    addressUp: false,
    ended,
    start: (launch) => start(context, launch),
    alive: async () => true,
    connect: (_host: string, port: number): Promise<ByteStream> => settings.sockets.connectTcp('127.0.0.1', port),
    destroy: async () => {
      for (const { pid } of running) killGroup(settings, pid)
      await killStrays(settings, volumeRoot(spec))
      await within(settings.scheduler, KILLED_WITHIN_MS, Promise.all([...running].map((process) => process.ended)))
      for (const process of running) process.abandon()
      end()
    },
  }
}

interface Context {
  readonly settings: SandboxSettings
  readonly parentDeathSignal: boolean
  readonly spec: PodSandboxSpec
  readonly running: Set<RunningProcess>
}

async function start(context: Context, launch: ContainerLaunch): Promise<SandboxContainer> {
  const { settings, spec } = context
  const directory = `${spec.directory}/containers/${launch.name}`
  const home = `${directory}/home`
  await settings.files.makeDirectory(home, 0o700)
  const mounts = [...launch.mounts, ...settings.everywhere]
  const real = (text: string) => rewritePaths(text, mounts)
  const env: Record<string, string> = { [VOLUME_ROOT]: volumeRoot(spec), TMPDIR: home }
  for (const [name, value] of Object.entries(launch.env))
    env[name] = name === 'HOME' && value === POD_HOME ? home : here(real(value), settings)
  const wanted = real(launch.workingDirectory)
  const workingDirectory = wanted !== '/' && (await settings.files.kind(wanted)) === 'directory' ? wanted : home
  const environment = `${directory}/env`
  await settings.files.write(environment, environmentFile(env), 0o600)
  if (settings.runningAsRoot) {
    for (const path of [environment, home])
      await settings.files.changeOwner(path, launch.user.uid || UNPRIVILEGED_ID, launch.user.gid || UNPRIVILEGED_ID)
  }
  const run = (exec: ExecLaunch) =>
    startProcess(context, launch, {
      ...exec,
      command: exec.command.map(real),
      env,
      environmentFile: environment,
      workingDirectory,
    })
  return { ...(await run(launch)), exec: run }
}

async function startProcess(
  context: Context,
  launch: ContainerLaunch,
  input: Parameters<typeof enter>[0],
): Promise<SandboxProcess> {
  const { settings } = context
  const become = settings.runningAsRoot ? dropRoot(launch.user) : []
  const mortal = context.parentDeathSignal ? ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL'] : []
  const process: RunningProcess = await settings.processes.start({
    command: [...become, ...mortal, ...enter(input)],
    env: SETUP_ENVIRONMENT,
    extraPipes: 1,
    openableOutput: !input.tty,
  })
  const recorded = settings.record.add(process.pid)
  accompany(context, process, recorded)
  // Heard from the first moment: what a short-lived program says before would be lost.
  const heard = started(
    process,
    input.tty,
    async () => process.pid,
    (pid, name) => settings.processes.kill(pid, name),
    () => undefined,
  )
  const [inside] = await Promise.all([heard, recorded])
  return inside
}

/** What a program leaves running goes with it, as it would with a pid namespace; what hides from that keeps nobody waiting. */
function accompany(context: Context, process: RunningProcess, recorded: Promise<void>): void {
  const { settings, running } = context
  running.add(process)
  process.ended.then(() => {
    killGroup(settings, process.pid)
    running.delete(process)
    const late = settings.scheduler.after(OUTPUT_WITHIN_MS, () => process.abandon())
    process.exited.then(() => late.cancel())
  })
  void Promise.all([recorded, process.ended]).then(() => settings.record.forget(process.pid))
}

function killGroup(settings: SandboxSettings, pid: number): void {
  unlessForbidden(() => settings.processes.kill(-pid, 'SIGKILL'))
}

/** Processes that left their group are found by the environment that the pod gave them; only where there is /proc. */
async function killStrays(settings: SandboxSettings, root: string): Promise<void> {
  const wanted = `${VOLUME_ROOT}=${root}`
  for (const name of (await settings.files.list('/proc')) ?? []) {
    if (!/^\d+$/.test(name)) continue
    const environment = await readOwn(settings, `/proc/${name}/environ`)
    if (environment.split('\0').includes(wanted)) unlessForbidden(() => settings.processes.kill(Number(name), 'SIGKILL'))
  }
}

/** Another user's process, or one that has ended meanwhile, has nothing to say. */
async function readOwn(settings: SandboxSettings, path: string): Promise<string> {
  try {
    return new TextDecoder().decode((await settings.files.read(path)) ?? new Uint8Array())
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ESRCH'].includes(String((error as { code?: unknown }).code))) throw error
    return ''
  }
}

function unlessForbidden(kill: () => void): void {
  try {
    kill()
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EPERM') throw error
  }
}

function volumeRoot(spec: PodSandboxSpec): string {
  return `${spec.directory}/volumes`
}

/** Without a network of its own, a forwarded port is the host's real one. */
function here(text: string, settings: SandboxSettings): string {
  let rewritten = text
  for (const { podPort, target } of settings.forwards) {
    if (podPort === target.port) continue
    rewritten = rewritten.replace(new RegExp(`^(https?://(?:localhost|127\\.0\\.0\\.1)):${podPort}(?=/|$)`), `$1:${target.port}`)
  }
  return rewritten
}
