/**
 * The refusals of ECR, in its own words.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html and the errors of each operation
 */
import { AwsError } from '../operation/index.ts'

const refuse = (code: string, message: string): AwsError => new AwsError(code, 400, message)

export const invalidParameter = (member: string, constraint: string): AwsError =>
  refuse('InvalidParameterException', `Invalid parameter at '${member}' failed to satisfy constraint: '${constraint}'`)

export const repositoryNotFound = (name: string, registryId: string): AwsError =>
  refuse(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  )

export const repositoryAlreadyExists = (name: string, registryId: string): AwsError =>
  refuse(
    'RepositoryAlreadyExistsException',
    `The repository with name '${name}' already exists in the registry with id '${registryId}'`,
  )

export const lifecyclePolicyNotFound = (name: string, registryId: string): AwsError =>
  refuse(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${registryId}'`,
  )

export const repositoryPolicyNotFound = (name: string, registryId: string): AwsError =>
  refuse(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name '${name}' in the registry with id '${registryId}'`,
  )

export const imageNotFound = (image: { imageDigest?: string; imageTag?: string }, name: string, registryId: string): AwsError => {
  const quoted = (text: string | undefined) => `'${text ?? 'null'}'`
  return refuse(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:${quoted(image.imageDigest)}, imageTag:${quoted(image.imageTag)}} does not exist within the repository with name '${name}' in the registry with id '${registryId}'`,
  )
}

export const invalidTag = (message: string): AwsError => refuse('InvalidTagParameterException', message)

export const tooManyTags = (limit: number): AwsError =>
  refuse(
    'TooManyTagsException',
    `The list of tags on the repository is over the limit. The maximum number of tags that can be applied to a repository is ${limit}.`,
  )

/** Somebody else changed the repository each time that we tried. */
export const busy = (): AwsError =>
  new AwsError('ServerException', 500, 'The repository is being changed by others; try again.', { fault: 'Receiver' })
