/**
 * A clock that can be moved forward, and a scheduler that follows it: what `irsa/testing` hands out.
 * Without a move it is the real clock. INVARIANT (never back): time only moves forward.
 */
import type { Clock, ScheduledTask, Scheduler } from '../base/index.ts'
import { systemClock, systemScheduler } from './system-clock.ts'

export interface MovableTime {
  readonly clock: Clock
  readonly scheduler: Scheduler
  /** Moves the clock forward; tasks that fall due run before it returns, in the order of their times. */
  advance(milliseconds: number): void
}

interface Waiting {
  readonly dueAt: number
  readonly run: () => void
  real: ScheduledTask
}

export function createMovableTime(): MovableTime {
  let offsetMs = 0
  const waiting = new Set<Waiting>()
  const clock: Clock = { now: () => systemClock.now() + offsetMs }
  const fire = (entry: Waiting): void => {
    if (!waiting.delete(entry)) return
    entry.real.cancel()
    entry.run()
  }
  const scheduler: Scheduler = {
    after(delayMs, run) {
      const entry: Waiting = { dueAt: clock.now() + delayMs, run, real: systemScheduler.after(delayMs, () => fire(entry)) }
      waiting.add(entry)
      return {
        cancel: () => {
          waiting.delete(entry)
          entry.real.cancel()
        },
      }
    },
  }
  const advance = (milliseconds: number): void => {
    if (!(milliseconds >= 0)) throw new RangeError('time only moves forward')
    offsetMs += milliseconds
    const due = [...waiting].filter((entry) => entry.dueAt <= clock.now()).sort((left, right) => left.dueAt - right.dueAt)
    for (const entry of due) fire(entry)
    for (const entry of waiting) {
      entry.real.cancel()
      entry.real = systemScheduler.after(entry.dueAt - clock.now(), () => fire(entry))
    }
  }
  return { clock, scheduler, advance }
}
