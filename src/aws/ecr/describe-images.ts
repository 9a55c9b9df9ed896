/** DescribeImages: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
import { operation } from '../operation/index.ts'
import { imageNotFound } from './errors.ts'
import { IMAGE_FILTER, IMAGE_IDS } from './images.ts'
import { openPageToken } from './page-token.ts'
import { type EcrService, onRepository, REPOSITORY, registryOf } from './service.ts'

export const describeImages = (service: EcrService) =>
  operation({
    name: 'DescribeImages',
    input: {
      kind: 'structure',
      members: {
        ...REPOSITORY,
        imageIds: IMAGE_IDS,
        nextToken: { kind: 'string' },
        maxResults: { kind: 'integer', min: 1, max: 1000 },
        filter: IMAGE_FILTER,
      },
    },
    async authorize(input, call) {
      return [await onRepository(service, 'DescribeImages', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      if (input.nextToken !== undefined) openPageToken(input.nextToken)
      await service.repositories.existing(registry, name)
      const [wanted] = input.imageIds ?? []
      if (wanted !== undefined) throw imageNotFound(wanted, name, registry.accountId)
      return { imageDetails: [] }
    },
  })
