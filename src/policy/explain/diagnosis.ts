/** A refusal by its name in the catalogue of failure modes, with the smallest edit that would change the answer. */
import type { FailureId } from '../../base/index.ts'
import type { Fix } from '../decision.ts'

export interface Diagnosis {
  readonly failed?: FailureId
  readonly fix?: Fix
}
