/**
 * The port between the API server and the node's agent (the kubelet): what `logs`, `exec`, `attach` and
 * `port-forward` need. Source of the meaning: https://kubernetes.io/docs/reference/kubernetes-api/
 * Refusals are `KubernetesError` (404 no such pod or container, 400 container not running).
 */
import type { ByteSink, ByteStream } from '../base/index.ts'

export interface ContainerName {
  readonly namespace: string
  readonly pod: string
  readonly podUid: string
  readonly container: string
}

export interface LogOptions {
  readonly follow: boolean
  /** The container's run before this one. */
  readonly previous: boolean
  readonly tailLines?: number
  readonly limitBytes?: number
  readonly sinceSeconds?: number
  /** RFC 3339. */
  readonly sinceTime?: string
  readonly timestamps: boolean
}

export interface ExecOptions {
  readonly command: readonly string[]
  readonly tty: boolean
  readonly stdin: boolean
}

export interface ExecSession {
  /** Absent unless `stdin` was asked for. */
  readonly stdin?: ByteSink
  readonly stdout: AsyncIterable<Uint8Array>
  /** With a tty nothing comes here. */
  readonly stderr: AsyncIterable<Uint8Array>
  /** The exit code; 128 + n for a signal. */
  readonly exitCode: Promise<number>
  resize(columns: number, rows: number): void
  /** The client went away. */
  kill(): void
}

export interface NodeAgent {
  logs(container: ContainerName, options: LogOptions): AsyncIterable<Uint8Array>
  exec(container: ContainerName, options: ExecOptions): Promise<ExecSession>
  /** The running main process of a container, from now on. */
  attach(container: ContainerName, options: Omit<ExecOptions, 'command'>): Promise<ExecSession>
  /** A new connection to `127.0.0.1:port` as the pod sees it; rejects if nothing listens there. */
  connect(pod: Omit<ContainerName, 'container'>, port: number): Promise<ByteStream>
}
