/**
 * SetRepositoryPolicy: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html
 * `force` is accepted and changes nothing: it permits a policy that locks its author out, and none is refused for that here.
 */
import { operation } from '../operation/index.ts'
import { checkPolicySize, type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'

export const setRepositoryPolicy = (service: EcrService) =>
  operation({
    name: 'SetRepositoryPolicy',
    input: {
      kind: 'structure',
      members: { ...REPOSITORY, policyText: { kind: 'string', min: 1, required: true }, force: { kind: 'boolean' } },
    },
    async authorize(input, call) {
      return [await onRepository(service, 'SetRepositoryPolicy', registryOf(input.registryId, call), input.repositoryName)]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const { policyText, repositoryName } = input
      checkPolicySize(policyText)
      service.policies.check(policyText)
      await service.repositories.update(registry, repositoryName, (before) => ({ ...before, policy: policyText }))
      return { ...named(registry, repositoryName), policyText }
    },
  })
