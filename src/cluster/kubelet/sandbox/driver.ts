/**
 * What a sandbox driver is: how pods become local processes that see neither the host nor each other.
 * Three exist: `bwrap` and `unshare` (Linux namespaces, the same promises), `paths` (no isolation, asked for by name
 * or where the kernel allows none). Facts: https://man7.org/linux/man-pages/man7/namespaces.7.html
 */
import type { ByteStream, ProcessExit, RunningProcess } from '../../../base/index.ts'

export type IsolationName = 'bwrap' | 'unshare' | 'paths'

/** A directory or file of the host that a container sees. */
export interface SandboxMount {
  /** Absolute, without symbolic links. */
  readonly source: string
  /** Where the container sees it; the place need not exist on the host. */
  readonly path: string
  readonly kind: 'directory' | 'file'
  readonly readOnly: boolean
}

/** Who a container runs as, in the numbers that the pod asked for. */
export interface SandboxUser {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

export interface ContainerLaunch {
  readonly name: string
  readonly command: readonly string[]
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  /** Made if it does not exist, as container runtimes do. */
  readonly workingDirectory: string
  readonly user: SandboxUser
  readonly mounts: readonly SandboxMount[]
  readonly readOnlyRoot: boolean
  readonly tty: boolean
}

export interface ExecLaunch {
  readonly command: readonly string[]
  readonly tty: boolean
}

/** A process inside: its streams, and how it is reached. */
export interface SandboxProcess {
  readonly process: RunningProcess
  readonly exited: Promise<ProcessExit>
  /** To the program itself, not to what started it; false if it has ended. */
  signal(name: string): boolean
  /** Sets the size of its terminal; nothing happens without one. */
  resize(columns: number, rows: number): void
}

export interface SandboxContainer extends SandboxProcess {
  /** Another program in the same container, with its environment, user and working directory. */
  exec(launch: ExecLaunch): Promise<SandboxProcess>
}

export interface PodSandbox {
  readonly directory: string
  /** The program could not be started: `StartFailure`. */
  start(launch: ContainerLaunch): Promise<SandboxContainer>
  /** A connection as a program inside the pod would make it. Rejects with `code` (`ECONNREFUSED` ...). */
  connect(host: string, port: number): Promise<ByteStream>
  /** True if the pod's own address is one that its programs can bind and reach. */
  readonly addressUp: boolean
  /** False if the sandbox has gone or is going, before `ended` tells. */
  alive(): Promise<boolean>
  /** Resolves when the sandbox has gone, whoever ended it. */
  readonly ended: Promise<void>
  /** Ends every process of the pod. Safe to call twice. */
  destroy(): Promise<void>
}

export interface PodSandboxSpec {
  readonly uid: string
  readonly hostname: string
  readonly address: string
  /** The pod's own directory under the state directory; the driver makes what it needs below. */
  readonly directory: string
}

export interface SandboxDriver {
  readonly name: IsolationName
  /** True if a pod sees only what is mounted for it. */
  readonly isolates: boolean
  /** The uid and gid that own on disk what Kubernetes would give to `uid` and `gid`; undefined: leave as it is. */
  owner(uid: number, gid: number): { uid: number; gid: number } | undefined
  create(spec: PodSandboxSpec): Promise<PodSandbox>
}

/** Why a container's program did not start. `kind` tells a wrong command from a sandbox that could not be set up. */
export class StartFailure extends Error {
  readonly kind: 'command-not-found' | 'setup'

  constructor(kind: StartFailure['kind'], message: string) {
    super(message)
    this.name = 'StartFailure'
    this.kind = kind
  }
}

/** The user of containers that ask for none, and what stands on disk for Kubernetes's root. Never the machine's root. */
export const UNPRIVILEGED_ID = 65_532

/** What a process may need to go after SIGKILL; one that the kernel holds goes later, and nobody waits for it. */
export const KILLED_WITHIN_MS = 2_000
