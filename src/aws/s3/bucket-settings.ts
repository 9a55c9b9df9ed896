/**
 * What can be set on a bucket: versioning, tags, policy, public access block, encryption, ownership. Each is read, put
 * and (where AWS has it) deleted. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html ...
 */

import type { HttpResponse } from '../../base/index.ts'
import { LIMITS } from '../../base/index.ts'
import { compiledPolicy, demand } from './access.ts'
import type { Bucket, PublicAccessBlock } from './buckets.ts'
import { accessDenied, invalidRequest, malformedXml, notBuilt, notThere, refusal } from './errors.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'
import { tagsOf } from './tag-set.ts'
import { childrenOf, childText, onlyChildren, readWhole, readXml, xmlResponse } from './xml-document.ts'

type Changes = { readonly [Member in keyof Bucket]?: Bucket[Member] | undefined }

interface Setting {
  /** What follows `Get`, `Put` and `Delete` in the operations' names. */
  readonly name: string
  /** Permissions without `s3:`. */
  readonly get: string
  readonly put: string
  readonly delete?: string
  readonly okStatus?: number
  show(bucket: Bucket): HttpResponse
  read(request: S3Request, bucket: Bucket): Promise<Changes>
  readonly without?: Changes
}

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const
const OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']

const versioning: Setting = {
  name: 'BucketVersioning',
  get: 'GetBucketVersioning',
  put: 'PutBucketVersioning',
  show: (bucket) => xmlResponse('VersioningConfiguration', { Status: bucket.versioning }),
  async read(request) {
    const document = await readXml(request, 'VersioningConfiguration')
    onlyChildren(document, ['Status', 'MfaDelete'])
    if (childText(document, 'MfaDelete') === 'Enabled') throw notBuilt('MfaDelete')
    const status = childText(document, 'Status')
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml()
    return { versioning: status }
  },
}

const tagging: Setting = {
  name: 'BucketTagging',
  get: 'GetBucketTagging',
  put: 'PutBucketTagging',
  delete: 'PutBucketTagging',
  okStatus: 204,
  show({ tags, name }) {
    if (tags === undefined || tags.length === 0) throw notThere('NoSuchTagSet', 'The TagSet does not exist', name)
    return xmlResponse('Tagging', { TagSet: { Tag: tags.map(({ Key, Value }) => ({ Key, Value })) } })
  },
  read: async (request) => ({ tags: tagsOf(await readXml(request, 'Tagging'), LIMITS.s3.tagsPerBucket) }),
  without: { tags: undefined },
}

const policy: Setting = {
  name: 'BucketPolicy',
  get: 'GetBucketPolicy',
  put: 'PutBucketPolicy',
  delete: 'DeleteBucketPolicy',
  okStatus: 204,
  show(bucket) {
    if (bucket.policy === undefined) throw notThere('NoSuchBucketPolicy', 'The bucket policy does not exist', bucket.name)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: bucket.policy }
  },
  async read(request, bucket) {
    const text = (await readWhole(request, LIMITS.s3.policyBytes)).toString('utf8')
    const compiled = compiledPolicy(text)
    if (compiled === undefined) {
      throw refusal('MalformedPolicy', 400, 'This policy contains invalid Json, or what no bucket policy may contain.')
    }
    if (compiled.isPublic && bucket.publicAccessBlock?.BlockPublicPolicy === true) {
      const why = 'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.'
      const { arn } = request.call.caller
      throw accessDenied(
        `User: ${arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:${request.call.partition}:s3:::${bucket.name}" ${why}`,
      )
    }
    return { policy: text }
  },
  without: { policy: undefined },
}

const publicAccessBlock: Setting = {
  name: 'PublicAccessBlock',
  get: 'GetBucketPublicAccessBlock',
  put: 'PutBucketPublicAccessBlock',
  delete: 'PutBucketPublicAccessBlock',
  show(bucket) {
    const block = bucket.publicAccessBlock
    if (block === undefined) {
      const message = 'The public access block configuration was not found'
      throw notThere('NoSuchPublicAccessBlockConfiguration', message, bucket.name)
    }
    return xmlResponse('PublicAccessBlockConfiguration', { ...block })
  },
  async read(request) {
    const document = await readXml(request, 'PublicAccessBlockConfiguration')
    onlyChildren(document, BLOCKS)
    const flags = BLOCKS.map((name) => [name, childText(document, name)?.toLowerCase() === 'true'])
    return { publicAccessBlock: Object.fromEntries(flags) as PublicAccessBlock }
  },
  without: { publicAccessBlock: undefined },
}

const encryption: Setting = {
  name: 'BucketEncryption',
  get: 'GetEncryptionConfiguration',
  put: 'PutEncryptionConfiguration',
  delete: 'PutEncryptionConfiguration',
  show: (bucket) =>
    xmlResponse('ServerSideEncryptionConfiguration', {
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BucketKeyEnabled: bucket.encryption?.bucketKey ?? false,
      },
    }),
  async read(request) {
    const document = await readXml(request, 'ServerSideEncryptionConfiguration')
    onlyChildren(document, ['Rule'])
    const [rule, more] = childrenOf(document, 'Rule')
    if (rule === undefined || more !== undefined) throw malformedXml()
    onlyChildren(rule, ['ApplyServerSideEncryptionByDefault', 'BucketKeyEnabled'])
    const [byDefault] = childrenOf(rule, 'ApplyServerSideEncryptionByDefault')
    const algorithm = childText(byDefault, 'SSEAlgorithm')
    if (algorithm !== 'AES256')
      throw algorithm === undefined ? malformedXml() : notBuilt(`The encryption ${algorithm.slice(0, 64)}`)
    if (childText(byDefault, 'KMSMasterKeyID')) {
      throw invalidRequest('a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse')
    }
    return { encryption: { bucketKey: childText(rule, 'BucketKeyEnabled') === 'true' } }
  },
  without: { encryption: undefined },
}

const ownershipControls: Setting = {
  name: 'BucketOwnershipControls',
  get: 'GetBucketOwnershipControls',
  put: 'PutBucketOwnershipControls',
  delete: 'PutBucketOwnershipControls',
  show: (bucket) => xmlResponse('OwnershipControls', { Rule: { ObjectOwnership: bucket.ownership ?? 'BucketOwnerEnforced' } }),
  async read(request) {
    const document = await readXml(request, 'OwnershipControls')
    onlyChildren(document, ['Rule'])
    const wanted = childText(childrenOf(document, 'Rule')[0], 'ObjectOwnership')
    if (wanted === undefined || !OWNERSHIPS.includes(wanted)) throw malformedXml()
    if (wanted !== 'BucketOwnerEnforced') throw notBuilt(`The object ownership ${wanted} (which brings ACLs)`)
    return { ownership: wanted }
  },
  without: { ownership: undefined },
}

const SETTINGS = [versioning, tagging, policy, publicAccessBlock, encryption, ownershipControls]

export function bucketSettings(service: S3Service): S3Operation[] {
  return SETTINGS.flatMap((setting) => operationsOf(service, setting))
}

function operationsOf({ buckets }: S3Service, setting: Setting): S3Operation[] {
  const asked = async (request: S3Request, action: string): Promise<Bucket> => {
    const { bucket } = await buckets.existing(request.bucket)
    await demand(request, { action, bucket })
    return bucket
  }
  const get: S3Operation = {
    name: `Get${setting.name}`,
    handle: async (request) => setting.show(await asked(request, setting.get)),
  }
  const put: S3Operation = {
    name: `Put${setting.name}`,
    async handle(request) {
      const bucket = await asked(request, setting.put)
      await buckets.change(bucket.name, await setting.read(request, bucket))
      return { status: setting.okStatus ?? 200, headers: {} }
    },
  }
  const { delete: action, without } = setting
  if (action === undefined || without === undefined) return [get, put]
  const remove: S3Operation = {
    name: `Delete${setting.name}`,
    async handle(request) {
      const bucket = await asked(request, action)
      await buckets.change(bucket.name, without)
      return { status: 204, headers: {} }
    },
  }
  return [get, put, remove]
}
