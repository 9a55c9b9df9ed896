/** A clock that moves when a test says so, and the tasks that come due on the way. */
import type { Clock, Scheduler } from '../../base/index.ts'

export interface ManualTime extends Clock, Scheduler {
  /** Runs what comes due, in order, letting promises settle in between. */
  advance(ms: number): Promise<void>
}

export function manualTime(): ManualTime {
  let now = 1_700_000_000_000
  let tasks: { at: number; task: () => void }[] = []
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    after(delayMs, task) {
      const entry = { at: now + delayMs, task }
      tasks.push(entry)
      return {
        cancel() {
          tasks = tasks.filter((other) => other !== entry)
        },
      }
    },
    async advance(ms) {
      const until = now + ms
      for (;;) {
        await settle()
        const [next] = tasks.filter(({ at }) => at <= until).sort((left, right) => left.at - right.at)
        if (next === undefined) break
        tasks = tasks.filter((other) => other !== next)
        now = next.at
        next.task()
      }
      now = until
    },
  }
}
