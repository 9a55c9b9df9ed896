/** CreateRepository: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
import { operation } from '../operation/index.ts'
import { invalidParameter } from './errors.ts'
import { checkRepositoryName, type Repository } from './repository.ts'
import { type EcrService, onRepository, REPOSITORY, registryOf, show } from './service.ts'
import { checkExclusionFilters, EXCLUSION_FILTERS, TAG_MUTABILITY } from './tag-mutability.ts'
import { requestTags, TAGS, tagRecord } from './tags.ts'

export const createRepository = (service: EcrService) =>
  operation({
    name: 'CreateRepository',
    input: {
      kind: 'structure',
      members: {
        ...REPOSITORY,
        tags: TAGS,
        imageTagMutability: TAG_MUTABILITY,
        imageTagMutabilityExclusionFilters: EXCLUSION_FILTERS,
        imageScanningConfiguration: { kind: 'structure', members: { scanOnPush: { kind: 'boolean' } } },
        encryptionConfiguration: {
          kind: 'structure',
          members: {
            encryptionType: { kind: 'string', oneOf: ['AES256', 'KMS', 'KMS_DSSE'], required: true },
            kmsKey: { kind: 'string', min: 1, max: 2048 },
          },
        },
      },
    },
    async authorize(input, call) {
      const registry = registryOf(input.registryId, call)
      const context = requestTags(input.tags)
      const create = await onRepository(service, 'CreateRepository', registry, input.repositoryName, context)
      return input.tags?.length ? [create, { ...create, action: 'ecr:TagResource' }] : [create]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      checkRepositoryName(input.repositoryName)
      const imageTagMutability = input.imageTagMutability ?? 'MUTABLE'
      checkExclusionFilters(imageTagMutability, input.imageTagMutabilityExclusionFilters)
      const { encryptionType, kmsKey } = input.encryptionConfiguration ?? { encryptionType: 'AES256' }
      if (encryptionType === 'AES256' && kmsKey !== undefined) {
        throw invalidParameter('encryptionConfiguration', 'kmsKey is not allowed with encryptionType AES256')
      }
      const repository: Repository = {
        name: input.repositoryName,
        createdAt: call.now,
        imageTagMutability,
        exclusionFilters: input.imageTagMutabilityExclusionFilters ?? [],
        scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
        encryptionType,
        kmsKey: kmsKey ?? null,
        tags: tagRecord({}, input.tags ?? []),
        lifecyclePolicy: null,
        policy: null,
      }
      await service.repositories.create(registry, repository)
      return { repository: show(service, registry, repository) }
    },
  })
