/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html, API_PutObjectTagging.html, API_DeleteObjectTagging.html */
import { LIMITS } from '../../base/index.ts'
import type { Tag } from '../operation/index.ts'
import { type Found, findVersion } from './find-version.ts'
import { versionHeaders } from './object-headers.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'
import { tagsOf } from './tag-set.ts'
import { readXml, xmlResponse } from './xml-document.ts'

export function objectTagging(service: S3Service): S3Operation[] {
  return [
    {
      name: 'GetObjectTagging',
      async handle(request) {
        const { version } = await found(service, request, 'Get')
        const Tag = (version.tags ?? []).map(({ Key, Value }) => ({ Key, Value }))
        return xmlResponse('Tagging', { TagSet: { Tag } }, versionHeaders(version))
      },
    },
    {
      name: 'PutObjectTagging',
      async handle(request) {
        const target = await found(service, request, 'Put')
        const tags = tagsOf(await readXml(request, 'Tagging'), LIMITS.s3.tagsPerObject)
        return { status: 200, headers: await retag(service, request, target, tags) }
      },
    },
    {
      name: 'DeleteObjectTagging',
      async handle(request) {
        return { status: 204, headers: await retag(service, request, await found(service, request, 'Delete'), []) }
      },
    },
  ]
}

function found(service: S3Service, request: S3Request, verb: string): Promise<Found> {
  const { bucket, key, query } = request
  const actions = [[`${verb}ObjectTagging`, `${verb}ObjectVersionTagging`]] as const
  return findVersion(service, request, { bucket, key, versionId: query.get('versionId'), actions })
}

async function retag(
  { objects }: S3Service,
  { bucket, key }: S3Request,
  { version }: Found,
  tags: readonly Tag[],
): Promise<Record<string, string>> {
  const same = (other: Found['version']) => other.versionId === version.versionId && other.lastModified === version.lastModified
  await objects.change(bucket, key, (versions) => versions.map((other) => (same(other) ? { ...other, tags } : other)))
  return versionHeaders(version)
}
