/**
 * A clock that never goes back, also across restarts: what has expired stays expired when somebody moves the machine's
 * clock. The mark is kept with the settings; time then runs on from it instead of standing still until the machine's
 * clock has caught up.
 */
import type { Clock, ScheduledTask, Scheduler } from '../base/index.ts'
import type { SettingsFile } from './settings.ts'
import type { Teardown } from './teardown.ts'

/** A jump back of less than this between two marks may be seen again after a restart, in milliseconds. */
const MARK_EVERY_MS = 60_000

export function highWaterClock(clock: Clock, markMs: number): Clock {
  let offsetMs = Math.max(0, markMs - clock.now())
  let lastMs = 0
  return {
    now() {
      let now = clock.now() + offsetMs
      if (now < lastMs) {
        offsetMs += lastMs - now
        now = lastMs
      }
      lastMs = now
      return now
    },
  }
}

/** Writes the mark every minute, and at the end. */
export function keepHighWaterMark(clock: Clock, scheduler: Scheduler, settings: SettingsFile, teardown: Teardown): void {
  let task: ScheduledTask | undefined
  let writing: Promise<unknown> = Promise.resolve()
  const mark = (): Promise<unknown> => {
    writing = settings.update({ highWaterMs: clock.now() })
    return writing
  }
  const next = (): void => {
    task = scheduler.after(MARK_EVERY_MS, () => {
      void mark()
      next()
    })
  }
  next()
  teardown.add(async () => {
    task?.cancel()
    await writing
    await mark()
  })
}
