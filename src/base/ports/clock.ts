/**
 * The port types for time. The core never reads the clock itself: a `Clock` is handed in at the top,
 * so that tests and `irsa clock` can move time, and a `Scheduler` so that they never have to sleep.
 */

/** Tells the time. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

/** A task that was scheduled; `cancel` is safe to call at any time, also twice. */
export interface ScheduledTask {
  cancel(): void
}

/** Runs tasks later. Times follow the `Clock` of the same composition. */
export interface Scheduler {
  /** Runs `task` once, `delayMs` milliseconds from now. A pending task does not keep the process alive. */
  after(delayMs: number, task: () => void): ScheduledTask
}
