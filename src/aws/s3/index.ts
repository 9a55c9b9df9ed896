/** S3: buckets and objects, with a wire of its own. */
export { s3Address, virtualBucket } from './address.ts'
export { createS3, type S3, S3_COLLECTIONS } from './create-s3.ts'
export { isS3Object, s3Operation } from './operation-name.ts'
export type { S3Request } from './request.ts'
