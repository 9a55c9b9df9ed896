/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
import { demand } from './access.ts'
import { judgeWrite } from './conditions.ts'
import { checkKey, checksumHeaders, describedObject } from './object-headers.ts'
import { type ObjectVersion, withVersion } from './objects.ts'
import { requestContent } from './payload/request-content.ts'
import type { S3Operation } from './request.ts'
import type { S3Service } from './service.ts'
import { tagContext } from './tag-set.ts'
import { freshId } from './version-id.ts'

export function putObject({ buckets, objects, contents, random }: S3Service): S3Operation {
  return {
    name: 'PutObject',
    async handle(request) {
      const { bucket: name, key, http } = request
      const { bucket } = await buckets.existing(name)
      const described = describedObject(request)
      const context = tagContext('s3:requestobjecttag', described.tags)
      await demand(request, { action: 'PutObject', bucket, key, context })
      if (described.tags !== undefined) await demand(request, { action: 'PutObjectTagging', bucket, key, context })
      checkKey(key)
      const content = requestContent(request)
      const made = await contents.keep(content.source, async ({ id, size, md5 }) => {
        const version: Omit<ObjectVersion, 'versionId'> = {
          ...described,
          lastModified: request.call.now,
          size,
          etag: md5,
          parts: [{ blob: id, size }],
          checksum: { ...content.checksum(), type: 'FULL_OBJECT' },
        }
        return placeVersion(version)
      })
      return {
        status: 200,
        headers: {
          etag: `"${made.etag}"`,
          'x-amz-server-side-encryption': 'AES256',
          ...checksumHeaders(made),
          ...(made.versionId !== 'null' && { 'x-amz-version-id': made.versionId }),
        },
      }

      async function placeVersion(version: Omit<ObjectVersion, 'versionId'>): Promise<ObjectVersion> {
        let placed: ObjectVersion = { ...version, versionId: '' }
        await objects.change(name, key, (versions, { versioning }) => {
          judgeWrite(http.headers, key, versions[0]?.deleteMarker ? undefined : versions[0])
          const next = withVersion(versions, versioning, version, freshId(random))
          placed = next[0] as ObjectVersion
          return next
        })
        return placed
      }
    },
  }
}
