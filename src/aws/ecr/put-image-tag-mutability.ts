/** PutImageTagMutability: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html */
import { operation } from '../operation/index.ts'
import { type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'
import { checkExclusionFilters, EXCLUSION_FILTERS, TAG_MUTABILITY } from './tag-mutability.ts'

export const putImageTagMutability = (service: EcrService) =>
  operation({
    name: 'PutImageTagMutability',
    input: {
      kind: 'structure',
      members: {
        ...REPOSITORY,
        imageTagMutability: { ...TAG_MUTABILITY, required: true },
        imageTagMutabilityExclusionFilters: EXCLUSION_FILTERS,
      },
    },
    async authorize(input, call) {
      return [await onRepository(service, 'PutImageTagMutability', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      const { imageTagMutability, imageTagMutabilityExclusionFilters: filters } = input
      checkExclusionFilters(imageTagMutability, filters)
      const exclusionFilters = filters ?? []
      await service.repositories.update(registry, name, (before) => ({ ...before, imageTagMutability, exclusionFilters }))
      return { ...named(registry, name), imageTagMutability, imageTagMutabilityExclusionFilters: filters }
    },
  })
