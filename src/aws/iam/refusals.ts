/**
 * IAM's refusals, with the codes and statuses of
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and of each action's page.
 */
import { AwsError } from '../operation/index.ts'

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', 404, message)
}

export function entityAlreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', 409, message)
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', 409, message)
}

/** `quota` is AWS's own name of it, such as `PoliciesPerRole`. */
export function quotaExceeded(quota: string, limit: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', 409, message)
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', 400, message)
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', 400, message)
}

export function malformedPolicyDocument(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, message)
}

export function policyNotAttachable(message: string): AwsError {
  return new AwsError('PolicyNotAttachable', 400, message)
}

export function concurrentModification(): AwsError {
  return new AwsError(
    'ConcurrentModification',
    409,
    'The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
  )
}
