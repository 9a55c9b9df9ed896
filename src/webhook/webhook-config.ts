/**
 * What an operator may set, with the defaults of the reference
 * (https://github.com/aws/amazon-eks-pod-identity-webhook#usage), flag by flag.
 */

export interface WebhookConfig {
  /** Prefix of every annotation that is read: `eks.amazonaws.com`. */
  readonly annotationPrefix: string
  /** Default audience of the tokens; a service account may name another. */
  readonly audience: string
  /** Directory in the container that holds the token. */
  readonly mountPath: string
  /** Default life of a token in seconds; less than 600 means 600. */
  readonly expirationSeconds: number
  /** Empty: no region is injected. */
  readonly defaultRegion: string
  /** Whether `AWS_STS_REGIONAL_ENDPOINTS=regional` is injected by default. */
  readonly regionalSts: boolean
  /** How long one read of a service account that memory does not know may take, in milliseconds; a pod waits for two at most. */
  readonly lookupTimeoutMs: number
  /** How long an admission then waits for a service account that does not exist yet, in milliseconds; 0: not at all. */
  readonly lookupGraceMs: number
}

export const DEFAULT_WEBHOOK_CONFIG: WebhookConfig = {
  annotationPrefix: 'eks.amazonaws.com',
  audience: 'sts.amazonaws.com',
  mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount',
  expirationSeconds: 86_400,
  defaultRegion: '',
  regionalSts: false,
  lookupTimeoutMs: 2_000,
  lookupGraceMs: 0,
}
