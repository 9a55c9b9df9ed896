/**
 * DeleteRepository: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepository.html
 * `force` is for repositories with images; there are none, so that every repository is empty.
 */
import { operation } from '../operation/index.ts'
import { type EcrService, onRepository, REPOSITORY, registryOf, show } from './service.ts'

export const deleteRepository = (service: EcrService) =>
  operation({
    name: 'DeleteRepository',
    input: { kind: 'structure', members: { ...REPOSITORY, force: { kind: 'boolean' } } },
    async authorize(input, call) {
      return [await onRepository(service, 'DeleteRepository', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const repository = await service.repositories.remove(registry, input.repositoryName)
      return { repository: show(service, registry, repository) }
    },
  })
