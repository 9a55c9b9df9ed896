/** DeleteLifecyclePolicy: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteLifecyclePolicy.html */
import { operation } from '../operation/index.ts'
import { lifecyclePolicyNotFound } from './errors.ts'
import { type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'

export const deleteLifecyclePolicy = (service: EcrService) =>
  operation({
    name: 'DeleteLifecyclePolicy',
    input: { kind: 'structure', members: REPOSITORY },
    async authorize(input, call) {
      return [await onRepository(service, 'DeleteLifecyclePolicy', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      let text = ''
      await service.repositories.update(registry, name, (before) => {
        if (before.lifecyclePolicy === null) throw lifecyclePolicyNotFound(name, registry.accountId)
        text = before.lifecyclePolicy
        return { ...before, lifecyclePolicy: null }
      })
      return { ...named(registry, name), lifecyclePolicyText: text }
    },
  })
