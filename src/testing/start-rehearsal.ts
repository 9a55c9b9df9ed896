/**
 * The rehearsal inside a test: free ports, nothing kept, a clock in hand.
 *
 * ```ts
 * import { startRehearsal } from 'irsa/testing'
 * const rehearsal = await startRehearsal()
 * const sts = new STSClient({ endpoint: rehearsal.environment.AWS_ENDPOINT_URL, ... })
 * await rehearsal.reset()          // between cases
 * rehearsal.clock.advance(3_600_000)
 * await rehearsal.stop()
 * ```
 */
import { readConfiguration, type UpOptions } from '../app/configuration.ts'
import { realEdge } from '../app/edge.ts'
import type { RehearsalEnvironment } from '../app/environment.ts'
import { startRehearsal as start } from '../app/rehearsal.ts'
import { createMovableTime } from '../io/index.ts'

/** As the flags of `irsa up`; ports are free ones and nothing is kept, unless said otherwise. */
export type RehearsalOptions = UpOptions

export interface TestRehearsal extends AsyncDisposable {
  /** What `irsa env` would print: endpoint, region, root credentials, kubeconfig file, issuer, certificates. */
  readonly environment: RehearsalEnvironment
  readonly clock: {
    /** Milliseconds since 1970, as the rehearsal sees it. */
    now(): number
    /** Moves time forward: tokens age, sessions expire, the kubelet rotates. Signatures stay on the real clock. */
    advance(milliseconds: number): void
  }
  /** Back to empty, without a restart. */
  reset(): Promise<void>
  /** Stops the pods and closes the ports. Safe to call twice. */
  stop(): Promise<void>
}

/** @throws RangeError for an option that cannot be honoured; StartRefusal where the machine does not allow it */
export async function startRehearsal(options: RehearsalOptions = {}): Promise<TestRehearsal> {
  const configuration = readConfiguration({ ephemeral: true, port: 0, kubePort: 0, ...options }, process.cwd())
  if (!configuration.ok) throw new RangeError(`${configuration.problem.option}: ${configuration.problem.message}`)
  const time = createMovableTime()
  const rehearsal = await start(configuration.value, realEdge({ time }))
  return {
    environment: rehearsal.environment,
    clock: { now: () => time.clock.now(), advance: (milliseconds) => time.advance(milliseconds) },
    reset: () => rehearsal.reset(),
    stop: () => rehearsal.stop(),
    [Symbol.asyncDispose]: () => rehearsal.stop(),
  }
}
