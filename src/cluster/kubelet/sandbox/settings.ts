/** What every sandbox driver is made from: ports, places, and what all pods get. */
import type { Files, LocalSockets, Processes, Random, Scheduler } from '../../../base/index.ts'
import type { SandboxMount } from './driver.ts'
import type { ProcessRecord } from './leftovers.ts'
import type { Forward } from './relay-link.ts'

export interface SandboxSettings {
  readonly processes: Processes
  readonly files: Files
  readonly sockets: LocalSockets
  readonly random: Random
  readonly scheduler: Scheduler
  readonly record: ProcessRecord
  /** We are the machine's root: containers must become someone else. */
  readonly runningAsRoot: boolean
  /** Absolute paths. */
  readonly nodeProgram: string
  readonly relayProgram: string
  readonly forwards: readonly Forward[]
  /** Files that every container sees, read-only. */
  readonly everywhere: readonly SandboxMount[]
  /** Host paths that no container sees. */
  readonly masked: readonly string[]
}
