/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 * The content is copied, not shared: either object may go without the other.
 */
import type { HttpResponse } from '../../base/index.ts'
import { demand } from './access.ts'
import { judgeRead, judgeWrite } from './conditions.ts'
import { invalidArgument, invalidRequest, notBuilt, preconditionFailed } from './errors.ts'
import { findVersion } from './find-version.ts'
import { contentOf } from './get-object.ts'
import { checkKey, describedObject } from './object-headers.ts'
import { type ObjectVersion, withVersion } from './objects.ts'
import { checksumElement } from './payload/checksums.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'
import { tagContext } from './tag-set.ts'
import { freshId } from './version-id.ts'
import { xmlResponse } from './xml-document.ts'

export function copyObject(service: S3Service): S3Operation {
  const { buckets, objects, contents, blobs, random } = service
  return {
    name: 'CopyObject',
    async handle(request) {
      const { headers } = request.http
      const replaces = directive(request, 'x-amz-metadata-directive')
      const retags = directive(request, 'x-amz-tagging-directive')
      if (headers['x-amz-checksum-algorithm'] !== undefined) throw notBuilt('x-amz-checksum-algorithm on a copy')
      const source = copySource(headers['x-amz-copy-source'] ?? '')
      const actions = [['GetObject', 'GetObjectVersion'] as const]
      const { version: from } = await findVersion(service, request, { ...source, actions })
      const { bucket } = await buckets.existing(request.bucket)
      const described = describedObject(request)
      const tags = retags ? described.tags : from.tags
      const asked = { bucket, key: request.key, context: tagContext('s3:requestobjecttag', tags) }
      await demand(request, { action: 'PutObject', ...asked })
      if (tags !== undefined && tags.length > 0) await demand(request, { action: 'PutObjectTagging', ...asked })
      checkKey(request.key)
      checkSource(request, source, from, replaces)
      const about = replaces ? described : { headers: from.headers, metadata: from.metadata }
      const content = contentOf(blobs, from.parts, { first: 0, last: from.size - 1 })
      const made = await contents.keep(content, async ({ id, size, md5 }) => {
        const next: Omit<ObjectVersion, 'versionId'> = {
          headers: about.headers,
          metadata: about.metadata,
          ...(tags !== undefined && { tags }),
          lastModified: request.call.now,
          size,
          etag: md5,
          parts: [{ blob: id, size }],
          ...(from.checksum?.type === 'FULL_OBJECT' && { checksum: from.checksum }),
        }
        let placed: ObjectVersion = { ...next, versionId: '' }
        await objects.change(request.bucket, request.key, (versions, { versioning }) => {
          judgeWrite(headers, request.key, versions[0]?.deleteMarker ? undefined : versions[0])
          const all = withVersion(versions, versioning, next, freshId(random))
          placed = all[0] as ObjectVersion
          return all
        })
        return placed
      })
      return copied(made, from)
    },
  }
}

function copied(made: ObjectVersion, from: ObjectVersion): HttpResponse {
  const { checksum } = made
  return xmlResponse(
    'CopyObjectResult',
    {
      ETag: `"${made.etag}"`,
      LastModified: new Date(made.lastModified).toISOString(),
      ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
    },
    {
      'x-amz-server-side-encryption': 'AES256',
      ...(made.versionId !== 'null' && { 'x-amz-version-id': made.versionId }),
      ...(from.versionId !== 'null' && { 'x-amz-copy-source-version-id': from.versionId }),
    },
  )
}

function checkSource(request: S3Request, source: CopySource, from: ObjectVersion, replaces: boolean): void {
  if (judgeRead(request.http.headers, from, 'x-amz-copy-source-') === 'not-modified') {
    throw preconditionFailed('x-amz-copy-source-If-None-Match')
  }
  const itself = source.bucket === request.bucket && source.key === request.key && source.versionId === undefined
  if (itself && !replaces) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  }
}

interface CopySource {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
}

/** True for REPLACE. */
function directive(request: S3Request, name: string): boolean {
  const value = request.http.headers[name] ?? 'COPY'
  if (value === 'COPY' || value === 'REPLACE') return value === 'REPLACE'
  throw invalidArgument('Unknown directive.', name, value)
}

const SOURCE = /^\/?([^/?]+)\/([^?]+?)(?:\?versionId=([^&]*))?$/

/** `/bucket/key?versionId=id`, percent-encoded. */
function copySource(header: string): CopySource {
  const parts = SOURCE.exec(header)
  const wrong = invalidArgument('Invalid copy source object key', 'x-amz-copy-source', header)
  if (parts === null) throw wrong
  const [, bucket = '', key = '', versionId] = parts
  const target = new URLSearchParams(`k=${key.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('k') ?? ''
  if (bucket.startsWith('arn:')) throw notBuilt('A copy source that is an ARN')
  return { bucket, key: target, versionId }
}
