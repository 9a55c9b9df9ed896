/**
 * S3's refusals, in its codes and words.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { AwsError } from '../operation/index.ts'

type Members = Readonly<Record<string, string>>

function refusal(code: string, status: number, message: string, members: Members = {}): AwsError {
  return new AwsError(code, status, message, { members })
}

export const noSuchBucket = (bucket: string): AwsError =>
  refusal('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucket })

export const noSuchKey = (key: string): AwsError => refusal('NoSuchKey', 404, 'The specified key does not exist.', { Key: key })

export const noSuchVersion = (key: string, versionId: string): AwsError =>
  refusal('NoSuchVersion', 404, 'The specified version does not exist.', { Key: key, VersionId: versionId })

export const accessDenied = (message = 'Access Denied'): AwsError => refusal('AccessDenied', 403, message)

export const invalidArgument = (message: string, name: string, value: string): AwsError =>
  refusal('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value.slice(0, 256) })

export const invalidRequest = (message: string): AwsError => refusal('InvalidRequest', 400, message)

export const malformedXml = (): AwsError =>
  refusal('MalformedXML', 400, 'The XML you provided was not well-formed or did not validate against our published schema')

export const badDigest = (name: string): AwsError =>
  refusal('BadDigest', 400, `The ${name} you specified did not match the calculated checksum.`)

export const invalidDigest = (value: string): AwsError =>
  refusal('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': value.slice(0, 64) })

export const contentHashMismatch = (claimed: string, computed: string): AwsError =>
  refusal('XAmzContentSHA256Mismatch', 400, "The provided 'x-amz-content-sha256' header does not match what was computed.", {
    ClientComputedContentSHA256: claimed,
    S3ComputedContentSHA256: computed,
  })

export const signatureDoesNotMatch = (): AwsError =>
  refusal(
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  )

export const incompleteBody = (): AwsError =>
  refusal('IncompleteBody', 400, 'You did not provide the number of bytes specified by the Content-Length HTTP header')

export const missingContentLength = (): AwsError =>
  refusal('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.')

export const entityTooLarge = (limitBytes: number): AwsError =>
  refusal('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', { MaxSizeAllowed: String(limitBytes) })

export const preconditionFailed = (condition: string): AwsError =>
  refusal('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', { Condition: condition })

export const invalidRange = (asked: string, size: number): AwsError =>
  refusal('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested: asked.slice(0, 256),
    ActualObjectSize: String(size),
  })

export const methodNotAllowed = (method: string): AwsError =>
  refusal('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', { Method: method })

export const operationAborted = (): AwsError =>
  refusal(
    'OperationAborted',
    409,
    'A conflicting conditional operation is currently in progress against this resource. Try again.',
  )

/** The header or parameter is known to S3 and means something that is not built here. */
export const notBuilt = (what: string): AwsError =>
  new AwsError('NotImplemented', 501, `${what} implies functionality that is not implemented.`, { fault: 'Receiver' })

/** Sub-resources that a bucket does not have: code, words. */
export const notThere = (code: string, message: string, bucket: string): AwsError =>
  refusal(code, 404, message, { BucketName: bucket })

export { refusal }
