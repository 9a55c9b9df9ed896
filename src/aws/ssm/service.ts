/** What every operation of this service gets: the parameters. Time comes with each call. */
import type { Parameters } from './parameters.ts'

export interface SsmService {
  readonly parameters: Parameters
}
