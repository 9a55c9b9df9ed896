/** What the kubelet is made from, and what it shares among its parts. */
import type { Clock, Files, LocalSockets, Log, Processes, Random, Scheduler } from '../../base/index.ts'
import type { KubernetesClient } from '../../kube/index.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { Forward, IsolationName, SandboxDriver } from './sandbox/index.ts'
import type { TokenSource } from './volumes/index.ts'

export interface KubeletOptions {
  readonly client: KubernetesClient
  readonly processes: Processes
  readonly files: Files
  readonly sockets: LocalSockets
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly random: Random
  readonly log?: Log
  readonly node: {
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    /** Addresses of pods, such as `10.244.0.0/24` (the default); the last number is the pod's. */
    readonly podCidr?: string
  }
  /** Absolute; ours alone: it is emptied at the start. */
  readonly stateDirectory: string
  readonly isolation: 'auto' | IsolationName
  readonly runningAsRoot: boolean
  /** The Node binary: runs the relay, and is given to every pod at the end of its PATH. */
  readonly nodeProgram: string
  /** What `127.0.0.1:<podPort>` inside every pod reaches on the host. */
  readonly forwards: readonly Forward[]
  /** Given to every container, below its own environment. */
  readonly nodeEnvironment: Readonly<Record<string, string>>
  /** Files or directories that every container sees. */
  readonly readOnlyFiles?: readonly { readonly hostPath: string; readonly podPath: string }[]
  /** Host paths that no pod sees by itself. A hostPath volume may name a place below one of them. */
  readonly masked: readonly string[]
  /** Host paths that no volume may show either: keys, credentials, the data directory; the state directory always is one. */
  readonly forbidden: readonly string[]
}

/** What the parts of one running kubelet share. */
export interface KubeletContext {
  readonly options: KubeletOptions
  readonly driver: SandboxDriver
  readonly events: EventRecorder
  readonly tokens: TokenSource
  /** Host paths that no pod sees by itself, without symbolic links; the forbidden ones are among them. */
  readonly masked: readonly string[]
  readonly forbidden: readonly string[]
  readonly hostIp: string
  /** Each pod has its directory below, named by its uid. */
  readonly podsDirectory: string
}
