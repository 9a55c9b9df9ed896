/**
 * Amazon ECR, the part that needs no registry: repositories, their policies and tags, and passwords for `docker login`.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html
 * There are no images: the registry itself is not built, and its operations say so.
 */
import type { Random } from '../../base/index.ts'
import { sealingKey } from '../../crypto/index.ts'
import type { Store } from '../../storage/index.ts'
import type { AwsService } from '../operation/index.ts'
import { batchGetImage } from './batch-get-image.ts'
import { createRepository } from './create-repository.ts'
import { deleteLifecyclePolicy } from './delete-lifecycle-policy.ts'
import { deleteRepository } from './delete-repository.ts'
import { deleteRepositoryPolicy } from './delete-repository-policy.ts'
import { describeImages } from './describe-images.ts'
import { describeRepositories } from './describe-repositories.ts'
import { getAuthorizationToken } from './get-authorization-token.ts'
import { getLifecyclePolicy } from './get-lifecycle-policy.ts'
import { getRepositoryPolicy } from './get-repository-policy.ts'
import { listImages } from './list-images.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { ECR_NOT_BUILT } from './not-built.ts'
import { putImageScanningConfiguration } from './put-image-scanning-configuration.ts'
import { putImageTagMutability } from './put-image-tag-mutability.ts'
import { putLifecyclePolicy } from './put-lifecycle-policy.ts'
import { createRepositories } from './repositories.ts'
import type { RegistryHost } from './repository.ts'
import { createRepositoryPolicies } from './repository-policy.ts'
import type { EcrService } from './service.ts'
import { setRepositoryPolicy } from './set-repository-policy.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'

export interface EcrOptions {
  readonly store: Store
  readonly random: Random
  /** 32 bytes: what registry passwords are sealed with. */
  readonly passwordKey: Uint8Array
  /** Host (and port) of an account's registry; absent: AWS's own form. */
  readonly registryHost?: RegistryHost
}

export function createEcr(options: EcrOptions): AwsService {
  const service: EcrService = {
    repositories: createRepositories(options.store),
    policies: createRepositoryPolicies(),
    ...(options.registryHost === undefined ? {} : { registryHost: options.registryHost }),
  }
  return {
    name: 'ecr',
    protocol: 'json',
    apiVersion: '2015-09-21',
    targetPrefix: 'AmazonEC2ContainerRegistry_V20150921',
    operations: [
      batchGetImage(service),
      createRepository(service),
      deleteLifecyclePolicy(service),
      deleteRepository(service),
      deleteRepositoryPolicy(service),
      describeImages(service),
      describeRepositories(service),
      getAuthorizationToken(service, sealingKey(options.passwordKey), options.random),
      getLifecyclePolicy(service),
      getRepositoryPolicy(service),
      listImages(service),
      listTagsForResource(service),
      putImageScanningConfiguration(service),
      putImageTagMutability(service),
      putLifecyclePolicy(service),
      setRepositoryPolicy(service),
      tagResource(service),
      untagResource(service),
    ],
    notBuilt: ECR_NOT_BUILT,
    accessDenied: { code: 'AccessDeniedException', status: 400 },
    invalidInput: { code: 'InvalidParameterException' },
  }
}
