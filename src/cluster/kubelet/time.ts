/** Waiting by the scheduler, and times as Kubernetes writes them. */
import type { Scheduler } from '../../base/index.ts'

/** Resolves after `delayMs`, or at once when `signal` is aborted. */
export function delay(scheduler: Scheduler, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const finish = () => {
      task.cancel()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const task = scheduler.after(delayMs, finish)
    signal?.addEventListener('abort', finish)
  })
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Resolves with `work`, or after `limitMs` with undefined; a failure of `work` after that is nobody's any more. */
export function within<Value>(scheduler: Scheduler, limitMs: number, work: Promise<Value>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const late = scheduler.after(limitMs, () => resolve(undefined))
    work.finally(() => late.cancel()).then(resolve, reject)
  })
}

/** RFC 3339 with whole seconds, as Kubernetes writes times. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}
