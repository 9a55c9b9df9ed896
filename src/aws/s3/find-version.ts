/** The version of an object that a request is about, or the refusal that S3 has for what is not there. */
import { type Asked, demand, mayDo } from './access.ts'
import type { Bucket } from './buckets.ts'
import { accessDenied, invalidArgument, methodNotAllowed, noSuchKey, noSuchVersion, refusal } from './errors.ts'
import type { ObjectVersion } from './objects.ts'
import type { S3Request } from './request.ts'
import type { S3Service } from './service.ts'
import { tagContext } from './tag-set.ts'

export interface Found {
  readonly bucket: Bucket
  readonly version: ObjectVersion
}

/** The two names of a permission: for the current version, and for one that is named. */
export type ActionPair = readonly [current: string, named: string]

export interface Sought {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
  /** Each is needed. */
  readonly actions: readonly ActionPair[]
}

/**
 * Authorizes before it tells anything. Whoever may not list the bucket is not told either that a key is missing.
 */
export async function findVersion(service: S3Service, request: S3Request, sought: Sought): Promise<Found> {
  const { bucket } = await service.buckets.existing(sought.bucket)
  const versions = (await service.objects.find(bucket.name, sought.key))?.versions ?? []
  const version = pick(versions, sought.versionId)
  const context = { ...tagContext('s3:existingobjecttag', version?.tags), 's3:versionid': sought.versionId }
  for (const [current, named] of sought.actions) {
    const asked: Asked = { action: sought.versionId === undefined ? current : named, bucket, key: sought.key, context }
    await demand(request, asked)
  }
  if (version === undefined) return missing(request, bucket, sought)
  if (version.deleteMarker) throw markerRefusal(request, sought, version)
  return { bucket, version }
}

function pick(versions: readonly ObjectVersion[], versionId: string | undefined): ObjectVersion | undefined {
  if (versionId === '') throw invalidArgument('Version id cannot be the empty string', 'versionId', '')
  return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId)
}

async function missing(request: S3Request, bucket: Bucket, { key, versionId }: Sought): Promise<never> {
  if (!(await mayDo(request, { action: 'ListBucket', bucket }))) throw accessDenied()
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
}

function markerRefusal(request: S3Request, { key, versionId }: Sought, version: ObjectVersion): Error {
  if (versionId !== undefined) return methodNotAllowed(request.http.method)
  return refusal('NoSuchKey', 404, 'The specified key does not exist.', { Key: key, VersionId: version.versionId })
}
