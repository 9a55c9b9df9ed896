/**
 * Making, finding, listing and deleting buckets.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html and its neighbours.
 * New buckets are as AWS makes them since April 2023: no ACLs, and all public access blocked.
 */
import { LIMITS } from '../../base/index.ts'
import { arnOf, demand, demandOf } from './access.ts'
import { checkBucketName } from './bucket-name.ts'
import type { PublicAccessBlock } from './buckets.ts'
import { accessDenied, invalidArgument, notBuilt, refusal } from './errors.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'
import { childrenOf, childText, onlyChildren, readXml, type XmlElement, xmlResponse } from './xml-document.ts'

const US_EAST_1 = 'us-east-1'
const REGION = /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/
const OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']
export const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

export function createBucket({ buckets }: S3Service): S3Operation {
  return {
    name: 'CreateBucket',
    async handle(request) {
      const { call, bucket: name } = request
      if (call.caller.principal.type === 'anonymous') throw accessDenied()
      checkBucketName(name)
      const constraint = await locationConstraint(request)
      await demandOf(request, 'CreateBucket', arnOf(request, name), { 's3:locationconstraint': constraint })
      const ownership = wantedOwnership(request)
      const { accountId } = call.caller
      const mine = (await buckets.all()).filter((bucket) => bucket.accountId === accountId)
      if (mine.length >= LIMITS.s3.bucketsPerAccount && !mine.some((bucket) => bucket.name === name)) {
        throw refusal('TooManyBuckets', 400, 'You have attempted to create more buckets than allowed')
      }
      const region = constraint === undefined ? call.region : constraint === 'EU' ? 'eu-west-1' : constraint
      const made = await buckets.create({
        name,
        accountId,
        region,
        createdAt: call.now,
        publicAccessBlock: ALL_BLOCKED,
        ...(ownership !== undefined && { ownership }),
      })
      if (!made)
        await refuseTaken(request, (await buckets.find(name))?.bucket.accountId === accountId && call.region === US_EAST_1)
      return { status: 200, headers: { location: `/${name}` } }
    },
  }

  /** In us-east-1, for old clients, a bucket of one's own may be made again. */
  async function refuseTaken(request: S3Request, again: boolean): Promise<void> {
    if (again) return
    const found = await buckets.find(request.bucket)
    const members = { BucketName: request.bucket }
    if (found?.bucket.accountId === request.call.caller.accountId) {
      const message = 'Your previous request to create the named bucket succeeded and you already own it.'
      throw refusal('BucketAlreadyOwnedByYou', 409, message, members)
    }
    const message =
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
      'Please select a different name and try again.'
    throw refusal('BucketAlreadyExists', 409, message, members)
  }
}

/** Throws for headers that want what no bucket here can be. */
function wantedOwnership({ http: { headers } }: S3Request): string | undefined {
  const acl = headers['x-amz-acl']
  if (acl !== undefined && acl !== 'private') throw notBuilt(`The canned ACL ${acl.slice(0, 64)}`)
  if (headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true') throw notBuilt('Object Lock')
  const ownership = headers['x-amz-object-ownership']
  if (ownership === undefined || OWNERSHIPS.includes(ownership)) return ownership
  throw invalidArgument('Invalid x-amz-object-ownership header', 'x-amz-object-ownership', ownership)
}

async function locationConstraint(request: S3Request): Promise<string | undefined> {
  const length = request.http.headers['content-length']
  const empty = length === '0' || (length === undefined && request.http.headers['transfer-encoding'] === undefined)
  const document: XmlElement = empty ? '' : await readXml(request, 'CreateBucketConfiguration')
  onlyChildren(document, ['LocationConstraint', 'Location', 'Bucket', 'Tags'])
  for (const name of ['Location', 'Bucket', 'Tags'])
    if (childrenOf(document, name).length > 0) throw notBuilt(`${name} in CreateBucketConfiguration`)
  const constraint = childText(document, 'LocationConstraint') || undefined
  const { region } = request.call
  if (constraint === US_EAST_1 || (constraint !== undefined && constraint !== 'EU' && !REGION.test(constraint))) {
    throw refusal('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
      LocationConstraint: constraint.slice(0, 64),
    })
  }
  if (region !== US_EAST_1 && constraint !== region && !(constraint === 'EU' && region === 'eu-west-1')) {
    const message = `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`
    throw refusal('IllegalLocationConstraintException', 400, message)
  }
  return constraint
}

export function deleteBucket({ buckets, objects }: S3Service): S3Operation {
  return {
    name: 'DeleteBucket',
    async handle(request) {
      const { bucket } = await buckets.existing(request.bucket)
      await demand(request, { action: 'DeleteBucket', bucket })
      // First it lets nothing in any more, then it is looked into: no object can slip in between.
      await buckets.change(bucket.name, { leaving: true })
      if (!(await objects.isEmpty(bucket.name))) {
        await buckets.change(bucket.name, { leaving: undefined })
        const message = 'The bucket you tried to delete is not empty'
        const versioned = bucket.versioning === undefined ? '' : '. You must delete all versions in the bucket.'
        throw refusal('BucketNotEmpty', 409, `${message}${versioned}`, { BucketName: bucket.name })
      }
      await buckets.remove(bucket.name)
      return { status: 204, headers: {} }
    },
  }
}

export function headBucket({ buckets }: S3Service): S3Operation {
  return {
    name: 'HeadBucket',
    async handle(request) {
      const { bucket } = await buckets.existing(request.bucket)
      await demand(request, { action: 'ListBucket', bucket })
      return { status: 200, headers: { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' } }
    },
  }
}

export function getBucketLocation({ buckets }: S3Service): S3Operation {
  return {
    name: 'GetBucketLocation',
    async handle(request) {
      const { bucket } = await buckets.existing(request.bucket)
      await demand(request, { action: 'GetBucketLocation', bucket })
      return xmlResponse('LocationConstraint', bucket.region === US_EAST_1 ? '' : bucket.region)
    },
  }
}

export function listBuckets({ buckets }: S3Service): S3Operation {
  return {
    name: 'ListBuckets',
    async handle(request) {
      const { caller } = request.call
      if (caller.principal.type === 'anonymous') throw accessDenied()
      await demandOf(request, 'ListAllMyBuckets', '*')
      const { query } = request
      const prefix = query.get('prefix') ?? ''
      const region = query.get('bucket-region')
      const after = query.get('continuation-token') ?? ''
      const most = maxBuckets(query.get('max-buckets'))
      const mine = (await buckets.all()).filter(
        (bucket) =>
          bucket.accountId === caller.accountId &&
          bucket.name.startsWith(prefix) &&
          (region === undefined || bucket.region === region) &&
          bucket.name > after,
      )
      const shown = mine.slice(0, most)
      return xmlResponse('ListAllMyBucketsResult', {
        Owner: { ID: ownerId(caller.accountId) },
        Buckets: {
          Bucket: shown.map(({ name, createdAt, region: place }) => ({
            Name: name,
            CreationDate: new Date(createdAt).toISOString(),
            ...(query.size > 0 && { BucketRegion: place }),
          })),
        },
        ContinuationToken: mine.length > shown.length ? shown.at(-1)?.name : undefined,
        Prefix: query.get('prefix'),
      })
    },
  }
}

const MOST_BUCKETS = 10_000

function maxBuckets(text: string | undefined): number {
  if (text === undefined) return MOST_BUCKETS
  const most = Number(text)
  if (Number.isInteger(most) && most >= 1 && most <= MOST_BUCKETS) return most
  throw invalidArgument('Argument max-buckets must be an integer between 1 and 10000.', 'max-buckets', text)
}

/** A canonical user id: 64 hex characters, one for each account. AWS's are random; ours say the account. */
export function ownerId(accountId: string): string {
  return accountId.padStart(64, '0')
}
