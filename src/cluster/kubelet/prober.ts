/** Repeats one probe of one container and tells when its answer changes, counted by the thresholds. */
import type { Scheduler } from '../../base/index.ts'
import type { Probe } from './pod.ts'
import { type ActionResult, type ActionTarget, perform } from './probe-action.ts'
import { delay } from './time.ts'

export interface ProberEvents {
  /** The thresholds have been met: the probe now stands for this. Called at every change, and first when known. */
  onResult(ok: boolean): void
  /** One probe failed; the kubelet records an event. */
  onFailure(message: string): void
}

/** Runs until `signal` is aborted; with `once`, until the probe stands for something. */
export async function runProbe(
  probe: Probe & { once?: boolean },
  target: ActionTarget,
  scheduler: Scheduler,
  events: ProberEvents,
  signal: AbortSignal,
): Promise<void> {
  await delay(scheduler, (probe.initialDelaySeconds ?? 0) * 1000, signal)
  let standing: boolean | undefined
  let same = 0
  let last: boolean | undefined
  while (!signal.aborted) {
    const result = await withTimeout(probe, target, scheduler, signal)
    if (signal.aborted) return
    same = result.ok === last ? same + 1 : 1
    last = result.ok
    if (!result.ok) events.onFailure(result.message)
    if (same >= threshold(probe, result.ok) && standing !== result.ok) {
      standing = result.ok
      events.onResult(result.ok)
      if (probe.once === true) return
    }
    await delay(scheduler, (probe.periodSeconds ?? 10) * 1000, signal)
  }
}

function threshold(probe: Probe, ok: boolean): number {
  return ok ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3)
}

async function withTimeout(probe: Probe, target: ActionTarget, scheduler: Scheduler, signal: AbortSignal): Promise<ActionResult> {
  const seconds = probe.timeoutSeconds ?? 1
  const abandon = new AbortController()
  const stop = () => abandon.abort()
  signal.addEventListener('abort', stop)
  const late = scheduler.after(seconds * 1000, stop)
  const timedOut = new Promise<ActionResult>((resolve) => {
    abandon.signal.addEventListener('abort', () => resolve({ ok: false, message: `timed out after ${seconds}s` }))
  })
  try {
    return await Promise.race([perform(probe, target, abandon.signal), timedOut])
  } finally {
    late.cancel()
    signal.removeEventListener('abort', stop)
    abandon.abort()
  }
}
