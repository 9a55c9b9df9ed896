/** What each subsystem's composition is handed. */
import type { Configuration } from './configuration.ts'
import type { Edge } from './edge.ts'
import type { Foundation } from './foundation.ts'
import type { Health } from './health.ts'
import type { Teardown } from './teardown.ts'

/** Told as each part becomes ready. */
export type PartListener = (part: string, detail: string) => void

export interface CompositionContext {
  readonly configuration: Configuration
  readonly edge: Edge
  readonly foundation: Foundation
  readonly health: Health
  readonly teardown: Teardown
  readonly ready: PartListener
}
