/** GetLifecyclePolicy: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetLifecyclePolicy.html */
import { operation } from '../operation/index.ts'
import { lifecyclePolicyNotFound } from './errors.ts'
import { type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'

export const getLifecyclePolicy = (service: EcrService) =>
  operation({
    name: 'GetLifecyclePolicy',
    input: { kind: 'structure', members: REPOSITORY },
    async authorize(input, call) {
      return [await onRepository(service, 'GetLifecyclePolicy', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      const { lifecyclePolicy } = await service.repositories.existing(registry, name)
      if (lifecyclePolicy === null) throw lifecyclePolicyNotFound(name, registry.accountId)
      return { ...named(registry, name), lifecyclePolicyText: lifecyclePolicy }
    },
  })
