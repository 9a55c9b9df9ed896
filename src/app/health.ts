/** Which parts are ready: what `GET /_irsa/health` answers and `irsa status` prints. */

export interface PartHealth {
  readonly ready: boolean
  readonly detail?: string
}

export interface HealthReport {
  readonly ready: boolean
  readonly parts: Readonly<Record<string, PartHealth>>
}

export interface Health {
  set(part: string, ready: boolean, detail?: string): void
  report(): HealthReport
}

export function createHealth(parts: readonly string[]): Health {
  const states = new Map<string, PartHealth>(parts.map((part) => [part, { ready: false }]))
  return {
    set: (part, ready, detail) => void states.set(part, { ready, ...(detail === undefined ? {} : { detail }) }),
    report: () => ({ ready: [...states.values()].every((state) => state.ready), parts: Object.fromEntries(states) }),
  }
}
