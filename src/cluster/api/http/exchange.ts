/** One request under way: what every answering function is given. */
import type { HttpRequest } from '../../../base/index.ts'
import type { AdmissionUser } from '../../../kube/index.ts'
import type { Representation } from './accept.ts'

export interface Exchange {
  readonly request: HttpRequest
  readonly query: URLSearchParams
  readonly user: AdmissionUser
  readonly representation: Representation
  /** Become `Warning` headers of the answer. */
  readonly warnings: string[]
}
