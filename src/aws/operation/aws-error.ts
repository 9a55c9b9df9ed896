/**
 * A refusal in AWS's own words. Thrown by operations, written by the gateway in the protocol's own shape.
 * INVARIANT (no secrets): neither code nor message ever holds a token, a key or a secret.
 */

export interface AwsErrorOptions {
  /** `Receiver` where the fault is the service's own. */
  readonly fault?: 'Sender' | 'Receiver'
  /** Members besides code and message (S3's `BucketName`, ECR's `repositoryName`), written beside them. */
  readonly members?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

export class AwsError extends Error {
  readonly code: string
  readonly status: number
  readonly fault: 'Sender' | 'Receiver'
  readonly members: Readonly<Record<string, string>>

  constructor(code: string, status: number, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AwsError'
    this.code = code
    this.status = status
    this.fault = options.fault ?? 'Sender'
    this.members = options.members ?? {}
  }
}
