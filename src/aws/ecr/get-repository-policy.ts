/** GetRepositoryPolicy: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetRepositoryPolicy.html */
import { operation } from '../operation/index.ts'
import { repositoryPolicyNotFound } from './errors.ts'
import { type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'

export const getRepositoryPolicy = (service: EcrService) =>
  operation({
    name: 'GetRepositoryPolicy',
    input: { kind: 'structure', members: REPOSITORY },
    async authorize(input, call) {
      return [await onRepository(service, 'GetRepositoryPolicy', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      const { policy } = await service.repositories.existing(registry, name)
      if (policy === null) throw repositoryPolicyNotFound(name, registry.accountId)
      return { ...named(registry, name), policyText: policy }
    },
  })
