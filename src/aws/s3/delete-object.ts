/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html and API_DeleteObjects.html
 * What is not there is deleted all the same. In a versioned bucket a deletion without a version writes a delete marker.
 */
import { LIMITS } from '../../base/index.ts'
import { AwsError } from '../operation/index.ts'
import { demand } from './access.ts'
import type { Bucket } from './buckets.ts'
import { judgeWrite } from './conditions.ts'
import { invalidRequest, malformedXml } from './errors.ts'
import { checkKey } from './object-headers.ts'
import { NULL_VERSION, type ObjectVersion, withVersion } from './objects.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'
import { freshId } from './version-id.ts'
import { childrenOf, childText, onlyChildren, readXml, type XmlElement, type XmlValue, xmlResponse } from './xml-document.ts'

interface Deleted {
  /** Of the version that went, or of the marker that was made. */
  readonly versionId?: string
  readonly marker: boolean
}

interface Doomed {
  readonly bucket: Bucket
  readonly key: string
  readonly versionId: string | undefined
  readonly ifMatch: string | undefined
}

export function deleteObject(service: S3Service): S3Operation {
  return {
    name: 'DeleteObject',
    async handle(request) {
      const { bucket } = await service.buckets.existing(request.bucket)
      const ifMatch = request.http.headers['if-match']
      const deleted = await remove(service, request, {
        bucket,
        key: request.key,
        versionId: request.query.get('versionId'),
        ifMatch,
      })
      return {
        status: 204,
        headers: {
          ...(deleted.marker && { 'x-amz-delete-marker': 'true' }),
          ...(deleted.versionId !== undefined && { 'x-amz-version-id': deleted.versionId }),
        },
      }
    },
  }
}

export function deleteObjects(service: S3Service): S3Operation {
  return {
    name: 'DeleteObjects',
    async handle(request) {
      const { bucket } = await service.buckets.existing(request.bucket)
      const { headers } = request.http
      const digest = Object.keys(headers).some((name) => name === 'content-md5' || name.startsWith('x-amz-checksum-'))
      if (!digest && headers['x-amz-trailer'] === undefined) {
        throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
      }
      const document = await readXml(request, 'Delete')
      onlyChildren(document, ['Object', 'Quiet'])
      const listed = childrenOf(document, 'Object')
      if (listed.length === 0 || listed.length > LIMITS.s3.listed) throw malformedXml()
      const quiet = childText(document, 'Quiet') === 'true'
      const deleted: XmlValue[] = []
      const failed: XmlValue[] = []
      for (const item of listed) {
        const result = await removeListed(service, request, bucket, item)
        if ('Code' in result) failed.push(result)
        else if (!quiet) deleted.push(result)
      }
      return xmlResponse('DeleteResult', { Deleted: deleted, Error: failed })
    },
  }
}

/** One refusal does not stop the others: it is listed. */
async function removeListed(
  service: S3Service,
  request: S3Request,
  bucket: Bucket,
  item: XmlElement,
): Promise<Readonly<Record<string, XmlValue>>> {
  onlyChildren(item, ['Key', 'VersionId', 'ETag'])
  const [Key, VersionId] = [childText(item, 'Key'), childText(item, 'VersionId')]
  if (Key === undefined || Key === '') throw malformedXml()
  try {
    const doomed = { bucket, key: Key, versionId: VersionId, ifMatch: childText(item, 'ETag') }
    const { marker, versionId } = await remove(service, request, doomed)
    return { Key, VersionId, ...(marker && { DeleteMarker: true, DeleteMarkerVersionId: versionId }) }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { Key, VersionId, Code: error.code, Message: error.message }
  }
}

async function remove(service: S3Service, request: S3Request, doomed: Doomed): Promise<Deleted> {
  const { bucket, key, versionId, ifMatch } = doomed
  const action = versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion'
  await demand(request, { action, bucket, key, context: { 's3:versionid': versionId } })
  checkKey(key)
  let deleted: Deleted = { marker: false }
  await service.objects.change(bucket.name, key, (versions, { versioning }) => {
    const current = versions[0]?.deleteMarker ? undefined : versions[0]
    if (ifMatch !== undefined) judgeWrite({ 'if-match': ifMatch }, key, current)
    if (versionId !== undefined) {
      const gone = versions.find((version) => version.versionId === versionId)
      deleted = { versionId, marker: gone?.deleteMarker === true }
      return versions.filter((version) => version !== gone)
    }
    if (versioning === undefined) return versions.filter((version) => version.versionId !== NULL_VERSION)
    const next = withVersion(versions, versioning, markerAt(request.call.now), freshId(service.random))
    deleted = { versionId: (next[0] as ObjectVersion).versionId, marker: true }
    return next
  })
  return deleted
}

function markerAt(now: number): Omit<ObjectVersion, 'versionId'> {
  return { lastModified: now, deleteMarker: true, size: 0, etag: '', parts: [], headers: {}, metadata: {} }
}
