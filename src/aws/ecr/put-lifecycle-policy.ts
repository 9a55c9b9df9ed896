/** PutLifecyclePolicy: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html */
import { operation } from '../operation/index.ts'
import { checkLifecyclePolicy } from './lifecycle-policy.ts'
import { type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'

export const putLifecyclePolicy = (service: EcrService) =>
  operation({
    name: 'PutLifecyclePolicy',
    input: { kind: 'structure', members: { ...REPOSITORY, lifecyclePolicyText: { kind: 'string', min: 1, required: true } } },
    async authorize(input, call) {
      return [await onRepository(service, 'PutLifecyclePolicy', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      const text = input.lifecyclePolicyText
      checkLifecyclePolicy(text)
      await service.repositories.update(registry, name, (before) => ({ ...before, lifecyclePolicy: text }))
      return { ...named(registry, name), lifecyclePolicyText: text }
    },
  })
