/** One request to S3, addressed and identified, and what an operation may ask about it. */
import type { HttpRequest, HttpResponse } from '../../base/index.ts'
import type { Call, Permission } from '../operation/index.ts'
import type { SignedChunks } from './payload/aws-chunked.ts'

export interface S3Request {
  readonly http: HttpRequest
  readonly call: Call
  /** '' for the service itself. */
  readonly bucket: string
  /** '' for a bucket. */
  readonly key: string
  /** Decoded; of a name that is repeated the first. */
  readonly query: ReadonlyMap<string, string>
  /** What chunks inside the body are verified with; absent for unsigned requests. */
  readonly signatures?: SignedChunks
  /** Why the caller may not, in AWS's words; `undefined` if it may. Recorded with the request. */
  refusalFor(permission: Permission): Promise<string | undefined>
}

export interface S3Operation {
  /** As AWS spells it. */
  readonly name: string
  handle(request: S3Request): Promise<HttpResponse>
}
