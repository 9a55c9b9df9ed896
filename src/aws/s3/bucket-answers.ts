/**
 * Sub-resources that buckets here never have: reading one gives what AWS gives for a bucket without it; writing one is
 * not built and says so. Source: the pages of the operations under
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
import { demand } from './access.ts'
import { ownerId } from './bucket-operations.ts'
import type { Bucket } from './buckets.ts'
import { notThere } from './errors.ts'
import type { S3Operation } from './request.ts'
import type { S3Service } from './service.ts'
import { type XmlValue, xmlResponse } from './xml-document.ts'

type Answer =
  | { readonly code: string; readonly message: string }
  | { readonly root: string; readonly value: XmlValue | ((bucket: Bucket) => XmlValue) }

/** Operation, permission without `s3:`, answer. */
const ANSWERS: readonly (readonly [string, string, Answer])[] = [
  ['GetBucketAccelerateConfiguration', 'GetAccelerateConfiguration', { root: 'AccelerateConfiguration', value: '' }],
  ['GetBucketAcl', 'GetBucketAcl', { root: 'AccessControlPolicy', value: ({ accountId }) => acl(accountId) }],
  ['GetBucketCors', 'GetBucketCORS', absent('NoSuchCORSConfiguration', 'The CORS configuration does not exist')],
  ['GetBucketLogging', 'GetBucketLogging', { root: 'BucketLoggingStatus', value: '' }],
  [
    'GetBucketLifecycleConfiguration',
    'GetLifecycleConfiguration',
    absent('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  ],
  ['GetBucketNotificationConfiguration', 'GetBucketNotification', { root: 'NotificationConfiguration', value: '' }],
  [
    'GetBucketReplication',
    'GetReplicationConfiguration',
    absent('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  ],
  [
    'GetBucketRequestPayment',
    'GetBucketRequestPayment',
    { root: 'RequestPaymentConfiguration', value: { Payer: 'BucketOwner' } },
  ],
  [
    'GetBucketWebsite',
    'GetBucketWebsite',
    absent('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  ],
  [
    'GetObjectLockConfiguration',
    'GetBucketObjectLockConfiguration',
    absent('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'),
  ],
]

export function bucketAnswers({ buckets }: S3Service): S3Operation[] {
  return ANSWERS.map(([name, action, answer]) => ({
    name,
    async handle(request) {
      const { bucket } = await buckets.existing(request.bucket)
      await demand(request, { action, bucket })
      if ('code' in answer) throw notThere(answer.code, answer.message, bucket.name)
      return xmlResponse(answer.root, typeof answer.value === 'function' ? answer.value(bucket) : answer.value)
    },
  }))
}

function absent(code: string, message: string): Answer {
  return { code, message }
}

/** With the only attributes that any document here has. */
const GRANTEE = 'Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"'

/** Buckets own what is in them, so this is the only list there is. */
function acl(accountId: string): XmlValue {
  const ID = ownerId(accountId)
  return {
    Owner: { ID },
    AccessControlList: { Grant: { [GRANTEE]: { ID }, Permission: 'FULL_CONTROL' } },
  }
}
