/**
 * Keys that need work: each once however often it is added, never two at a time for one key, failures again later.
 * Source of the idea: https://pkg.go.dev/k8s.io/client-go/util/workqueue
 * Promises: a key that is added while it is worked on is worked on once more afterwards.
 */
import type { Clock, Log, ScheduledTask, Scheduler } from '../../base/index.ts'
import { KubernetesError } from '../../kube/index.ts'

const FIRST_RETRY_MS = 10
const LAST_RETRY_MS = 60_000
const CONFLICTS_AT_ONCE = 8
const AT_A_TIME = 8

export interface WorkQueue {
  add(key: string): void
  /** Looks again in `delayMs`, besides whatever else adds the key; the soonest of several counts. */
  addAfter(key: string, delayMs: number): void
  /** Nothing is worked on before. */
  start(): void
  stop(): void
}

export interface WorkQueueOptions {
  readonly name: string
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly log?: Log
  work(key: string): Promise<void>
  /** Somebody else has changed the object: look at it afresh before it is worked on again, at once. */
  refresh(key: string): Promise<void>
}

interface Later {
  readonly task: ScheduledTask
  /** Milliseconds since 1970. */
  readonly at: number
}

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { clock, scheduler } = options
  const waiting = new Set<string>()
  const working = new Set<string>()
  const failures = new Map<string, number>()
  const later = new Map<string, Later>()
  let running = false

  const addAfter = (key: string, delayMs: number): void => {
    const planned = later.get(key)
    const at = clock.now() + delayMs
    if (planned !== undefined && planned.at <= at) return
    planned?.task.cancel()
    const task = scheduler.after(delayMs, () => {
      later.delete(key)
      add(key)
    })
    later.set(key, { task, at })
  }
  const failed = async (key: string, error: unknown): Promise<void> => {
    const count = (failures.get(key) ?? 0) + 1
    failures.set(key, count)
    const lost = error instanceof KubernetesError && error.reason === 'Conflict' && count <= CONFLICTS_AT_ONCE
    if (lost && (await refreshed(options, key))) {
      waiting.add(key)
      return
    }
    tell(options, key, error)
    addAfter(key, Math.min(FIRST_RETRY_MS * 2 ** Math.min(count - 1, 20), LAST_RETRY_MS))
  }
  const workOn = async (key: string): Promise<void> => {
    try {
      await options.work(key)
      failures.delete(key)
    } catch (error) {
      if (isBug(error)) throw error
      await failed(key, error)
    } finally {
      working.delete(key)
    }
    pump()
  }
  const pump = (): void => {
    for (const key of waiting) {
      if (!running || working.size >= AT_A_TIME) return
      if (working.has(key)) continue
      waiting.delete(key)
      working.add(key)
      void workOn(key)
    }
  }
  const add = (key: string): void => {
    waiting.add(key)
    // Changes come in bunches: all that are told in one go are one piece of work.
    queueMicrotask(pump)
  }
  return {
    add,
    addAfter,
    start() {
      running = true
      pump()
    },
    stop() {
      running = false
      waiting.clear()
      for (const { task } of later.values()) task.cancel()
      later.clear()
    },
  }
}

async function refreshed(options: WorkQueueOptions, key: string): Promise<boolean> {
  try {
    await options.refresh(key)
    return true
  } catch (error) {
    if (isBug(error)) throw error
    return false
  }
}

function tell({ log, name }: WorkQueueOptions, key: string, error: unknown): void {
  log?.write('debug', 'to be tried again', { controller: name, key, why: error instanceof Error ? error.message : String(error) })
}

/** A mistake of ours must be seen, not tried again for ever; refusals and lost connections are neither of these. */
function isBug(error: unknown): boolean {
  return (
    error instanceof ReferenceError || error instanceof RangeError || (error instanceof TypeError && error.cause === undefined)
  )
}
