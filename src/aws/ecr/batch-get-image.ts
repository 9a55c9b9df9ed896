/** BatchGetImage: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html */
import { operation } from '../operation/index.ts'
import { IMAGE_IDS } from './images.ts'
import { type EcrService, onRepository, REPOSITORY, registryOf } from './service.ts'

export const batchGetImage = (service: EcrService) =>
  operation({
    name: 'BatchGetImage',
    input: {
      kind: 'structure',
      members: {
        ...REPOSITORY,
        imageIds: { ...IMAGE_IDS, required: true },
        acceptedMediaTypes: { kind: 'list', min: 1, max: 100, member: { kind: 'string' } },
      },
    },
    async authorize(input, call) {
      return [await onRepository(service, 'BatchGetImage', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      await service.repositories.existing(registry, name)
      const failures = input.imageIds.map((imageId) =>
        imageId.imageDigest === undefined && imageId.imageTag === undefined
          ? {
              imageId,
              failureCode: 'MissingDigestAndTag',
              failureReason: 'Invalid request parameters: both tag and digest cannot be null',
            }
          : { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
      )
      return { images: [], failures }
    },
  })
