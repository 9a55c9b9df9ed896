/** ListImages: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImages.html */
import { operation } from '../operation/index.ts'
import { IMAGE_FILTER } from './images.ts'
import { openPageToken } from './page-token.ts'
import { type EcrService, onRepository, REPOSITORY, registryOf } from './service.ts'

export const listImages = (service: EcrService) =>
  operation({
    name: 'ListImages',
    input: {
      kind: 'structure',
      members: {
        ...REPOSITORY,
        nextToken: { kind: 'string' },
        maxResults: { kind: 'integer', min: 1, max: 1000 },
        filter: IMAGE_FILTER,
      },
    },
    async authorize(input, call) {
      return [await onRepository(service, 'ListImages', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      if (input.nextToken !== undefined) openPageToken(input.nextToken)
      await service.repositories.existing(registry, name)
      return { imageIds: [] }
    },
  })
