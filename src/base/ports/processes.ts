/** The port type for child processes: no shell, explicit environment, streams as async iterables. */
import type { ByteSink } from './bytes.ts'

export interface ProcessSpec {
  /** Program (looked up in the host's PATH) and its arguments. */
  command: readonly string[]
  /** The whole environment: nothing is inherited. */
  env: Readonly<Record<string, string>>
  cwd?: string
  /** A new session (setsid), so that signals to our terminal do not reach it. Default true. */
  detached?: boolean
  /** Extra pipes from fd 3 upward; the child writes, we read. */
  extraPipes?: number
  /** Standard output and error are pipes, which the program can open again by path (`/dev/stdout`). Default false: any stream. */
  openableOutput?: boolean
}

export interface ProcessExit {
  /** The exit code, or `undefined` if a signal ended it. */
  code?: number
  signal?: string
}

export interface RunningProcess {
  readonly pid: number
  readonly stdin: ByteSink
  readonly stdout: AsyncIterable<Uint8Array>
  readonly stderr: AsyncIterable<Uint8Array>
  /** fd 3 and up, in order. */
  readonly pipes: readonly AsyncIterable<Uint8Array>[]
  /** Resolves once, when the process has ended and its output has been delivered. */
  readonly exited: Promise<ProcessExit>
  /** Resolves once, when the process itself has ended; its children may still hold its output. Never after `exited`. */
  readonly ended: Promise<void>
  /** Reads no more output: what is still written is lost. `exited` waits only for the process then, and our own end not even for that. */
  abandon(): void
  /** Sends a signal, such as `SIGTERM`; false if it has already ended. */
  signal(name: string): boolean
}

export interface Processes {
  /** Rejects with the system's error (code `ENOENT`, `EACCES`) if the program cannot be started. */
  start(spec: ProcessSpec): Promise<RunningProcess>
  /** A value that, with the pid, names one process for ever (its start time); `undefined` if there is none. */
  startTime(pid: number): string | undefined
  /** Signals any process of this machine by pid; false if there is none. */
  kill(pid: number, signal: string): boolean
}
