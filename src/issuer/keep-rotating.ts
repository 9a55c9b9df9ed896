/** Publishes the next key whenever the schedule asks for it. */
import type { Clock, ScheduledTask, Scheduler } from '../base/index.ts'
import type { KeySchedule } from '../token/index.ts'
import { KeySetFullError } from './errors.ts'

export interface RotationParts {
  readonly clock: Clock
  readonly scheduler: Scheduler
  schedule(): KeySchedule
  rotate(): Promise<void>
}

/** Looked at this often at least: timers cannot be set for months, and a replica may have rotated meanwhile. */
const LONGEST_WAIT_MS = 24 * 3_600_000
/** A set that is full empties by itself; nothing is gained by asking in a loop. */
const SHORTEST_WAIT_MS = 60_000

/** Cancelling is final, also for a rotation under way: it ends, and none follows. */
export function keepRotating({ clock, scheduler, schedule, rotate }: RotationParts): ScheduledTask {
  let isCancelled = false
  let next: ScheduledTask | undefined

  function wait(shortestMs: number): void {
    if (isCancelled) return
    const untilDue = schedule().nextPublicationAt * 1_000 - clock.now()
    next = scheduler.after(Math.min(Math.max(untilDue, shortestMs), LONGEST_WAIT_MS), () => void look())
  }

  async function look(): Promise<void> {
    if (schedule().nextPublicationAt * 1_000 <= clock.now()) await rotateUnlessFull()
    wait(SHORTEST_WAIT_MS)
  }

  async function rotateUnlessFull(): Promise<void> {
    try {
      await rotate()
    } catch (error) {
      if (!(error instanceof KeySetFullError)) throw error
    }
  }

  wait(0)
  return {
    cancel() {
      isCancelled = true
      next?.cancel()
    },
  }
}
