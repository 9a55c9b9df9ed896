/**
 * The real clock and the real scheduler: the only place that reads the machine's time.
 * A pending task does not keep the process alive; the listeners do.
 */
import type { Clock, ScheduledTask, Scheduler } from '../base/index.ts'

/** setTimeout holds its delay in 31 bits; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

export const systemClock: Clock = { now: () => Date.now() }

export const systemScheduler: Scheduler = {
  after(delayMs, task): ScheduledTask {
    let timer: NodeJS.Timeout
    const wait = (remainingMs: number): void => {
      const stepMs = Math.min(Math.max(0, remainingMs), LONGEST_DELAY_MS)
      timer = setTimeout(() => (remainingMs > stepMs ? wait(remainingMs - stepMs) : task()), stepMs)
      timer.unref()
    }
    wait(delayMs)
    return { cancel: () => clearTimeout(timer) }
  },
}
