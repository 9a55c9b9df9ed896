/**
 * Everything of the outside world that a rehearsal is given: the port types, implemented by `io`, or by a test.
 */
import type { Clock, Fetch, Files, Listener, LocalSockets, Log, Processes, Random, Scheduler } from '../base/index.ts'
import {
  createFencedFetch,
  createHttpListener,
  createLog,
  systemClock,
  systemFiles,
  systemLocalSockets,
  systemProcesses,
  systemRandom,
  systemScheduler,
} from '../io/index.ts'

export interface Edge {
  /** The rehearsal's time; may be moved. */
  readonly clock: Clock
  readonly scheduler: Scheduler
  /** What clients sign their requests with. */
  readonly realClock: Clock
  readonly random: Random
  readonly files: Files
  readonly processes: Processes
  readonly sockets: LocalSockets
  readonly listener: Listener
  readonly fetch: Fetch & { close(): void }
  readonly log: Log
}

export interface EdgeOptions {
  readonly time?: { readonly clock: Clock; readonly scheduler: Scheduler }
}

export function realEdge(options: EdgeOptions = {}): Edge {
  const log = createLog({ level: 'warn' })
  return {
    clock: options.time?.clock ?? systemClock,
    scheduler: options.time?.scheduler ?? systemScheduler,
    realClock: systemClock,
    random: systemRandom,
    files: systemFiles,
    processes: systemProcesses,
    sockets: systemLocalSockets,
    listener: createHttpListener({ onBug: (error) => log.write('error', 'a request failed by a bug of ours', bugFields(error)) }),
    fetch: createFencedFetch(),
    log,
  }
}

/** The stack names code, never a request's content. */
function bugFields(error: unknown): Record<string, string> {
  return error instanceof Error ? { error: error.name, stack: error.stack ?? '' } : { error: 'not an Error' }
}
