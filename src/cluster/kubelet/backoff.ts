/**
 * How long a container that ended waits for its restart: at once the first time, then 10 s, doubled up to 5 minutes,
 * forgotten after 10 minutes of running. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
const FIRST_MS = 10_000
const LONGEST_MS = 300_000
const FORGOTTEN_AFTER_MS = 600_000

export class RestartBackoff {
  #nextMs = 0

  /** Milliseconds to wait before the next start, after a run of `ranMs`. */
  afterRun(ranMs: number): number {
    if (ranMs >= FORGOTTEN_AFTER_MS) this.#nextMs = 0
    const waitMs = this.#nextMs
    this.#nextMs = Math.min(LONGEST_MS, waitMs === 0 ? FIRST_MS : waitMs * 2)
    return waitMs
  }
}
