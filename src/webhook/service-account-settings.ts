/**
 * What the annotations of a service account ask for.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 * Annotations win over the configuration; a value that cannot be read counts as absent, as in the reference.
 */
import { parseExpiration, parseGoBool, withinLimits } from './go-values.ts'
import type { WebhookConfig } from './webhook-config.ts'

export interface ServiceAccountSettings {
  /** As annotated, to the letter. */
  readonly roleArn: string
  /** Empty: the API server's own. */
  readonly audience: string
  readonly regionalSts: boolean
  readonly expirationSeconds: number
}

/** Annotations as they are on the wire: nothing says that a value is a string. */
export type Annotations = Readonly<Record<string, unknown>>

const ROLE_ARN = /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w\-/.@+=,]+$/

/** `undefined` for a service account that asks for no role. */
export function settingsOf(annotations: Annotations, config: WebhookConfig): ServiceAccountSettings | undefined {
  const read = (name: string) => annotation(annotations, `${config.annotationPrefix}/${name}`)
  const roleArn = read('role-arn')
  if (roleArn === undefined || roleArn === '') return undefined
  return {
    roleArn,
    audience: read('audience') ?? config.audience,
    regionalSts: parseGoBool(read('sts-regional-endpoints')) ?? config.regionalSts,
    expirationSeconds: parseExpiration(read('token-expiration')) ?? withinLimits(config.expirationSeconds),
  }
}

export function isRoleArn(text: string): boolean {
  return ROLE_ARN.test(text)
}

export function annotation(annotations: Annotations, name: string): string | undefined {
  const value = Object.hasOwn(annotations, name) ? annotations[name] : undefined
  return typeof value === 'string' ? value : undefined
}
