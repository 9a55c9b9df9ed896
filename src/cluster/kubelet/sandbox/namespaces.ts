/**
 * Pods in Linux namespaces: https://man7.org/linux/man-pages/man7/namespaces.7.html
 *
 * A pod is a small init process that holds a network, IPC, host name and pid namespace (and, for an unprivileged
 * rehearsal, a user namespace), with the relay as its child. Each container joins them and adds a mount and a pid
 * namespace of its own.
 *
 * INVARIANT (dies with us): the outermost process has a parent-death signal and takes the pod's init with it; the
 * kernel ends everything in an init's pid namespace, nested ones included. So a SIGKILL of the rehearsal leaves nothing.
 */
import { type ByteStream, type Files, type LocalListening, type RunningProcess, uuid } from '../../../base/index.ts'
import { within } from '../time.ts'
import { bwrapArguments } from './bwrap-arguments.ts'
import {
  type ContainerLaunch,
  type ExecLaunch,
  KILLED_WITHIN_MS,
  type PodSandbox,
  type PodSandboxSpec,
  type SandboxContainer,
  type SandboxDriver,
  type SandboxMount,
  type SandboxProcess,
  StartFailure,
  UNPRIVILEGED_ID,
} from './driver.ts'
import { appearAs, dropRoot, enter, environmentFile, POD_ENVIRONMENT_FILE, SETUP_ENVIRONMENT, started } from './launch.ts'
import { readLines, readText } from './line-reader.ts'
import { type MountOperation, planMounts } from './mount-plan.ts'
import { mountScript } from './mount-script.ts'
import { descendant } from './process-tree.ts'
import { shellCommand, shellQuote } from './quote.ts'
import { connectThroughRelay, listenForRelay, relayAnswers } from './relay-link.ts'
import type { SandboxSettings } from './settings.ts'

/** A unix socket's path has at most 107 bytes on Linux. */
const SOCKET_PATH_BYTES = 107
const DIE_WITH_US = ['setpriv', '--pdeathsig', 'KILL']
/** From the process that we started (nsenter) to the container's own: it forks, and unshare or bwrap forks again. */
const CONTAINER_DEPTH = 2
const EXEC_DEPTH = 1
const STDERR_BYTES = 4_096
const ANSWERS_WITHIN_MS = 2_000

export function namespaceDriver(name: 'bwrap' | 'unshare', settings: SandboxSettings): SandboxDriver {
  return {
    name,
    isolates: true,
    // Unprivileged, every container is ourselves under another name: there is nothing to give away.
    owner: (uid, gid) => (settings.runningAsRoot ? { uid: uid || UNPRIVILEGED_ID, gid: gid || UNPRIVILEGED_ID } : undefined),
    create: (spec) => createPod(name, settings, spec),
  }
}

async function createPod(name: 'bwrap' | 'unshare', settings: SandboxSettings, spec: PodSandboxSpec): Promise<PodSandbox> {
  const socketDirectory = await makeSocketDirectory(settings, spec)
  const outward = await listenForRelay(settings.sockets, `${socketDirectory}/host.sock`, settings.forwards)
  try {
    const process = await settings.processes.start({
      command: [
        ...DIE_WITH_US,
        ...holder(name, settings.runningAsRoot),
        '/bin/sh',
        '-c',
        podInit(name, settings, spec, socketDirectory),
      ],
      env: SETUP_ENVIRONMENT,
      extraPipes: 1,
    })
    process.stdin.end()
    const report = await readReport(settings.files, process)
    await settings.record.add(process.pid)
    await settings.record.add(report.pid)
    return new NamespacePod(name, settings, spec, { process, outward, socketDirectory, ...report })
  } catch (error) {
    await outward.close()
    throw error
  }
}

/** The program that makes the pod's namespaces. */
function holder(name: 'bwrap' | 'unshare', root: boolean): string[] {
  if (name === 'unshare') {
    const user = root ? [] : ['--user', '--map-root-user']
    return ['unshare', ...user, '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child=KILL']
  }
  const user = root ? [] : ['--unshare-user', '--uid', '0', '--gid', '0']
  const spaces = ['--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-pid']
  // bubblewrap in bubblewrap looks its child up in /proc, so that must be the pod's.
  const view = ['--bind', '/', '/', '--dev-bind', '/dev', '/dev', '--proc', '/proc']
  return ['bwrap', ...user, ...spaces, '--die-with-parent', '--as-pid-1', '--cap-add', 'ALL', ...view, '--']
}

/** The pod's init: brings the network up, starts the relay, then reaps orphans until the relay ends. */
function podInit(name: 'bwrap' | 'unshare', settings: SandboxSettings, spec: PodSandboxSpec, socketDirectory: string): string {
  const address = shellQuote(spec.address)
  const perl = 'socket(S,2,2,0)or exit 1;$r=pack("a16sx22","lo",65);ioctl(S,0x8914,$r)or exit 1' // SIOCSIFFLAGS: IFF_UP, IFF_RUNNING
  const relay = [settings.nodeProgram, settings.relayProgram, ...settings.forwards.map((forward) => String(forward.podPort))]
  const unprivileged = settings.runningAsRoot ? ['setpriv', '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'] : []
  return [
    // bubblewrap makes /proc/sys read-only; a second /proc on top is not.
    ...(name === 'bwrap' ? ['mount -n -t proc proc /proc 2>/dev/null'] : []),
    `ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || perl -e '${perl}' 2>/dev/null || { echo "no program here brings the loopback interface up (ip, ifconfig, perl)" >&2; exit 1; }`,
    `if ip addr add ${address}/32 dev lo 2>/dev/null; then up=1; else up=0; fi`,
    // As container runtimes do: a program needs no privilege for a low port of its own pod.
    '{ echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start; } 2>/dev/null',
    `{ echo ${shellQuote(spec.hostname)} >/proc/sys/kernel/hostname; } 2>/dev/null`,
    `cd ${shellQuote(socketDirectory)} || exit 1`,
    'echo "$up" >&3',
    `${shellCommand([...unprivileged, ...relay])} >&3 3>&- &`,
    'exec 3>&- </dev/null',
    'wait',
  ].join('\n')
}

interface Report {
  readonly pid: number
  readonly addressUp: boolean
}

async function readReport(files: Files, process: RunningProcess): Promise<Report> {
  const lines = readLines(process.pipes[0])
  const first = await lines.next()
  if (first === undefined || (await lines.next()) !== 'ready') {
    process.signal('SIGKILL')
    const [text] = await Promise.all([readText(process.stderr, STDERR_BYTES), process.exited])
    throw new StartFailure('setup', text.trim() || 'the pod sandbox ended before it was ready')
  }
  return { pid: await descendant(files, process.pid, 1), addressUp: first === '1' }
}

async function makeSocketDirectory(settings: SandboxSettings, spec: PodSandboxSpec): Promise<string> {
  const preferred = `${spec.directory}/net`
  const fits = new TextEncoder().encode(`${preferred}/host.sock`).length <= SOCKET_PATH_BYTES
  const directory = fits ? preferred : `/tmp/irsa-${uuid(settings.random)}`
  await settings.files.remove(directory)
  await settings.files.makeDirectory(directory, 0o700)
  return directory
}

class NamespacePod implements PodSandbox {
  readonly directory: string
  readonly addressUp: boolean
  readonly ended: Promise<void>
  readonly #name: 'bwrap' | 'unshare'
  readonly #settings: SandboxSettings
  readonly #spec: PodSandboxSpec
  #over = false
  /** What was started to join the pod. */
  readonly #inside = new Set<RunningProcess>()
  readonly #held: Report & { process: RunningProcess; outward: LocalListening; socketDirectory: string }

  constructor(
    name: 'bwrap' | 'unshare',
    settings: SandboxSettings,
    spec: PodSandboxSpec,
    held: Report & { process: RunningProcess; outward: LocalListening; socketDirectory: string },
  ) {
    this.directory = spec.directory
    this.addressUp = held.addressUp
    this.#name = name
    this.#settings = settings
    this.#spec = spec
    this.#held = held
    this.ended = held.process.exited.then(() => {
      this.#over = true
    })
  }

  async start(launch: ContainerLaunch): Promise<SandboxContainer> {
    const { files, everywhere, masked } = this.#settings
    const directory = `${this.directory}/containers/${launch.name}`
    await files.makeDirectory(`${directory}/root`, 0o700)
    const own = await this.#ownFiles(directory, launch)
    const plan = await planMounts(files, {
      mounts: [...everywhere, ...own, ...launch.mounts],
      masked,
      workingDirectory: launch.workingDirectory,
    })
    const command = await this.#containerCommand(directory, launch, plan)
    const process = await this.#settings.processes.start({
      command,
      env: SETUP_ENVIRONMENT,
      extraPipes: 1,
      openableOutput: !launch.tty,
    })
    const running = await this.#started(process, launch.tty, CONTAINER_DEPTH, (path, columns, rows) =>
      this.#setSize(running.pid, path, columns, rows),
    )
    return { ...running, exec: (exec) => this.#exec(running.pid, launch, exec) }
  }

  connect(host: string, port: number): Promise<ByteStream> {
    return connectThroughRelay(this.#settings.sockets, `${this.#held.socketDirectory}/pod.sock`, host, port)
  }

  /** A relay that can still answer has not been killed, and it ends whenever the pod's init does. */
  async alive(): Promise<boolean> {
    const path = `${this.#held.socketDirectory}/pod.sock`
    for (let tries = 0; tries < 2 && !this.#over; tries++) {
      const answer = await within(this.#settings.scheduler, ANSWERS_WITHIN_MS, relayAnswers(this.#settings.sockets, path))
      if (answer !== undefined) return answer
    }
    return false
  }

  async destroy(): Promise<void> {
    const { process, outward, pid, socketDirectory } = this.#held
    // Once it has ended, its number may be somebody else's.
    if (!this.#over) this.#settings.processes.kill(pid, 'SIGKILL')
    const all = [process, ...this.#inside]
    const ends = all.map((one) => one.exited)
    if ((await within(this.#settings.scheduler, KILLED_WITHIN_MS, Promise.all(ends))) === undefined) {
      for (const one of all) {
        one.signal('SIGKILL')
        one.abandon()
      }
    }
    await outward.close()
    await this.#settings.record.forget(pid)
    await this.#settings.record.forget(process.pid)
    await this.#settings.files.remove(socketDirectory)
  }

  /** Files of /etc and the environment, made for this container. */
  async #ownFiles(directory: string, launch: ContainerLaunch): Promise<SandboxMount[]> {
    const { hostname, address } = this.#spec
    const { uid, gid } = launch.user
    const texts: Record<string, string> = {
      '/etc/hosts': `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${address}\t${hostname}\n`,
      '/etc/hostname': `${hostname}\n`,
      '/etc/passwd': `root:x:0:0:root:/root:/bin/sh\n${uid === 0 ? '' : `app:x:${uid}:${gid}::/home/app:/bin/sh\n`}`,
      '/etc/group': `root:x:0:\n${gid === 0 ? '' : `app:x:${gid}:\n`}`,
    }
    const mounts: SandboxMount[] = []
    for (const [path, text] of Object.entries(texts)) {
      // Only over a plain file: what the host has not, or has as a link, stays as it is.
      if ((await this.#settings.files.kind(path)) !== 'file') continue
      const source = `${directory}/${path.slice('/etc/'.length)}`
      await this.#settings.files.write(source, text, 0o644)
      mounts.push({ source, path, kind: 'file', readOnly: true })
    }
    const source = `${directory}/env`
    await this.#settings.files.write(source, environmentFile(launch.env), 0o600)
    if (this.#settings.runningAsRoot)
      await this.#settings.files.changeOwner(source, uid || UNPRIVILEGED_ID, gid || UNPRIVILEGED_ID)
    return [...mounts, { source, path: POD_ENVIRONMENT_FILE, kind: 'file', readOnly: true }]
  }

  async #containerCommand(directory: string, launch: ContainerLaunch, plan: readonly MountOperation[]): Promise<string[]> {
    const inside = enter({ ...launch, environmentFile: POD_ENVIRONMENT_FILE })
    const root = this.#settings.runningAsRoot
    const { uid, gid } = launch.user
    const joined = [...DIE_WITH_US, ...this.#joinPod(), '-p', ...(this.#name === 'bwrap' ? ['-m'] : [])]
    if (this.#name === 'bwrap') {
      const user = root
        ? ['--cap-add', 'ALL']
        : ['--unshare-user', '--uid', String(uid), '--gid', String(gid), '--cap-drop', 'ALL']
      const spaces = ['--unshare-pid', '--as-pid-1', '--die-with-parent']
      const drop = root ? dropRoot(launch.user) : ['setpriv', '--no-new-privs']
      return [...joined, 'bwrap', ...user, ...spaces, ...bwrapArguments(plan, launch.readOnlyRoot), '--', ...drop, ...inside]
    }
    const then = [...(root ? dropRoot(launch.user) : appearAs(uid, gid)), ...inside]
    const script = mountScript({ root: `${directory}/root`, plan, readOnlyRoot: launch.readOnlyRoot, then })
    const path = `${directory}/setup.sh`
    await this.#settings.files.write(path, script, 0o600)
    const spaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child=KILL']
    // unshare(1) complains when its child is killed; its words are not the container's.
    const quietly = ['/bin/sh', '-c', 'exec "$@" 4>&2 2>/dev/null', 'sh']
    return [...joined, ...quietly, 'unshare', ...spaces, '/bin/sh', path]
  }

  #joinPod(): string[] {
    const user = this.#settings.runningAsRoot ? [] : ['--preserve-credentials', '-U']
    return ['nsenter', '-t', String(this.#held.pid), ...user, '-n', '-i', '-u']
  }

  /** Words that run a command in the namespaces of a container, still with the rights to become its user. */
  #joinContainer(pid: number): string[] {
    const target = ['nsenter', '-t', String(pid), '-m', '-p']
    if (this.#settings.runningAsRoot) return [...this.#joinPod(), ...target]
    // The mount namespace belongs to the pod's user namespace (unshare) or to the container's own (bwrap).
    if (this.#name === 'bwrap') return [...this.#joinPod(), ...target, '--preserve-credentials', '-U']
    return [...this.#joinPod(), ...target]
  }

  #becomeUser(launch: ContainerLaunch): string[] {
    if (this.#settings.runningAsRoot) return dropRoot(launch.user)
    if (this.#name === 'bwrap') return ['setpriv', '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all']
    return appearAs(launch.user.uid, launch.user.gid)
  }

  async #exec(pid: number, launch: ContainerLaunch, exec: ExecLaunch): Promise<SandboxProcess> {
    const inside = enter({ ...launch, ...exec, environmentFile: POD_ENVIRONMENT_FILE })
    const command = [...DIE_WITH_US, ...this.#joinContainer(pid), ...this.#becomeUser(launch), ...DIE_WITH_US, ...inside]
    const process = await this.#settings.processes.start({
      command,
      env: SETUP_ENVIRONMENT,
      extraPipes: 1,
      openableOutput: !exec.tty,
    })
    return this.#started(process, exec.tty, EXEC_DEPTH, (path, columns, rows) => this.#setSize(pid, path, columns, rows))
  }

  #started(process: RunningProcess, tty: boolean, depth: number, setSize: (path: string, columns: number, rows: number) => void) {
    const { files, processes } = this.#settings
    this.#inside.add(process)
    process.exited.then(() => this.#inside.delete(process))
    return started(
      process,
      tty,
      () => descendant(files, process.pid, depth),
      (pid, name) => processes.kill(pid, name),
      setSize,
    )
  }

  #setSize(pid: number, path: string, columns: number, rows: number): void {
    const stty = ['stty', '-F', path, 'cols', String(columns), 'rows', String(rows)]
    this.#settings.processes
      .start({ command: [...DIE_WITH_US, ...this.#joinContainer(pid), ...stty], env: SETUP_ENVIRONMENT })
      // The session may have ended meanwhile; a size that cannot be set changes nothing else.
      .then(
        (running) => running.exited,
        () => undefined,
      )
  }
}
