/**
 * Whether the caller may, with S3's permission names, real ARNs, the bucket's policy and S3's words for a denial.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
 */
import { LIMITS } from '../../base/index.ts'
import { type CompiledPolicy, type PolicyDocument, parsePolicy, policyFromText, type RequestContext } from '../../policy/index.ts'
import type { Permission } from '../operation/index.ts'
import type { Bucket } from './buckets.ts'
import { accessDenied } from './errors.ts'
import type { S3Request } from './request.ts'

const COMPILED_POLICIES_KEPT = 1_000
const compiledPolicies = new Map<string, Compiled>()

interface Compiled {
  readonly policy: CompiledPolicy
  readonly isPublic: boolean
}

/** @param key absent for the bucket itself */
export function arnOf(request: S3Request, bucket: string, key?: string): string {
  return `arn:${request.call.partition}:s3:::${bucket}${key === undefined ? '' : `/${key}`}`
}

export interface Asked {
  /** Without `s3:`. */
  readonly action: string
  readonly bucket: Bucket
  /** Absent for the bucket itself. */
  readonly key?: string
  readonly context?: RequestContext
}

/** Throws AccessDenied. */
export async function demand(request: S3Request, asked: Asked): Promise<void> {
  const permission = permissionOf(request, asked)
  const reason = await request.refusalFor(permission)
  if (reason !== undefined) throw denied(request, permission, reason, asked.bucket.accountId)
}

/** The same as a question. */
export async function mayDo(request: S3Request, asked: Asked): Promise<boolean> {
  return (await request.refusalFor(permissionOf(request, asked))) === undefined
}

/** For what no bucket stands behind yet. */
export async function demandOf(
  request: S3Request,
  action: string,
  resource: string,
  context: RequestContext = {},
): Promise<void> {
  const permission = { action: `s3:${action}`, resource, context: { ...requestKeys(request), ...context } }
  const reason = await request.refusalFor(permission)
  if (reason !== undefined) throw denied(request, permission, reason, request.call.caller.accountId)
}

function permissionOf(request: S3Request, { action, bucket, key, context }: Asked): Permission {
  const policy = policyOf(request, bucket)
  return {
    action: `s3:${action}`,
    resource: arnOf(request, bucket.name, key),
    context: {
      ...requestKeys(request),
      's3:resourceaccount': bucket.accountId,
      'aws:resourceaccount': bucket.accountId,
      ...context,
    },
    ...(policy !== undefined && { resourcePolicies: [{ name: arnOf(request, bucket.name), policy }] }),
    ...(bucket.accountId !== request.call.caller.accountId && { resourceAccountId: bucket.accountId }),
  }
}

/** A public policy of a bucket that restricts such says nothing to other accounts. */
function policyOf(request: S3Request, bucket: Bucket): CompiledPolicy | undefined {
  if (bucket.policy === undefined) return undefined
  const compiled = compiledPolicy(bucket.policy)
  if (compiled === undefined) throw new Error('a bucket policy is kept that does not compile')
  const stranger = bucket.accountId !== request.call.caller.accountId
  const silent = stranger && compiled.isPublic && bucket.publicAccessBlock?.RestrictPublicBuckets === true
  return silent ? undefined : compiled.policy
}

/** `undefined` for a text that is no resource policy. */
export function compiledPolicy(text: string): Compiled | undefined {
  const known = compiledPolicies.get(text)
  if (known !== undefined) return known
  if (Buffer.byteLength(text) > LIMITS.s3.policyBytes) return undefined
  const document = parsePolicy(text, 'resource')
  const policy = policyFromText(text, 'resource')
  if (!document.ok || !policy.ok) return undefined
  const compiled = { policy: policy.value, isPublic: isPublic(document.value, text) }
  const oldest = compiledPolicies.size >= COMPILED_POLICIES_KEPT ? compiledPolicies.keys().next().value : undefined
  if (oldest !== undefined) compiledPolicies.delete(oldest)
  compiledPolicies.set(text, compiled)
  return compiled
}

/** Keys whose fixed values make a statement for everybody one for some. */
const NARROWING =
  /"(?:aws:(?:SourceIp|SourceArn|SourceVpc|SourceVpce|SourceAccount|SourceOwner|PrincipalOrgID|PrincipalAccount|PrincipalArn|userid|UserId)|s3:(?:DataAccessPointArn|DataAccessPointAccount|x-amz-server-side-encryption-aws-kms-key-id))"/i

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, "The meaning of public" */
function isPublic(document: PolicyDocument, text: string): boolean {
  const raw = JSON.parse(text) as { Statement: unknown }
  const statements = Array.isArray(raw.Statement) ? raw.Statement : [raw.Statement]
  return document.statements.some((_, index) => {
    const statement = statements[index] as { Effect?: string; Principal?: unknown; NotPrincipal?: unknown; Condition?: unknown }
    if (statement.Effect !== 'Allow') return false
    const everybody = statement.NotPrincipal !== undefined || /"\*"/.test(JSON.stringify(statement.Principal ?? ''))
    return everybody && !NARROWING.test(JSON.stringify(statement.Condition ?? {}))
  })
}

function requestKeys(request: S3Request): RequestContext {
  const { headers } = request.http
  const presigned = request.query.has('X-Amz-Signature')
  const anonymous = request.call.caller.principal.type === 'anonymous'
  return {
    's3:authtype': anonymous ? undefined : presigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': anonymous ? undefined : 'AWS4-HMAC-SHA256',
    's3:x-amz-acl': headers['x-amz-acl'],
    's3:x-amz-content-sha256': headers['x-amz-content-sha256'],
    's3:x-amz-copy-source': headers['x-amz-copy-source'],
    's3:x-amz-metadata-directive': headers['x-amz-metadata-directive'],
    's3:x-amz-server-side-encryption': headers['x-amz-server-side-encryption'],
    's3:x-amz-storage-class': headers['x-amz-storage-class'],
    's3:versionid': request.query.get('versionId'),
  }
}

/** The whole sentence only within one account, the resource in double quotes. */
function denied(request: S3Request, permission: Permission, reason: string, ownerId: string) {
  const { caller } = request.call
  if (caller.arn === '' || caller.accountId !== ownerId) return accessDenied()
  return accessDenied(
    `User: ${caller.arn} is not authorized to perform: ${permission.action} on resource: "${permission.resource}" ${reason}`,
  )
}
