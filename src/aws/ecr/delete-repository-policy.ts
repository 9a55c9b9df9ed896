/** DeleteRepositoryPolicy: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepositoryPolicy.html */
import { operation } from '../operation/index.ts'
import { repositoryPolicyNotFound } from './errors.ts'
import { type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'

export const deleteRepositoryPolicy = (service: EcrService) =>
  operation({
    name: 'DeleteRepositoryPolicy',
    input: { kind: 'structure', members: REPOSITORY },
    async authorize(input, call) {
      return [await onRepository(service, 'DeleteRepositoryPolicy', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      let text = ''
      await service.repositories.update(registry, name, (before) => {
        if (before.policy === null) throw repositoryPolicyNotFound(name, registry.accountId)
        text = before.policy
        return { ...before, policy: null }
      })
      return { ...named(registry, name), policyText: text }
    },
  })
