/** What every operation of the API works with. Made once, by `createClusterApi`. */
import type { Clock, Random, Scheduler } from '../../../base/index.ts'
import type { AdmissionStage } from '../admission/stage.ts'
import type { ObjectStore } from '../objects.ts'
import type { CreateEnvironment } from '../resource.ts'

export interface ApiParts {
  readonly objects: ObjectStore
  readonly admit: AdmissionStage
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly random: Random
  readonly environment: CreateEnvironment
}

/** RFC 3339, whole seconds, as Kubernetes writes times. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}
