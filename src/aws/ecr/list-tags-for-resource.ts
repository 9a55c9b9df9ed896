/** ListTagsForResource: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListTagsForResource.html */
import { operation } from '../operation/index.ts'
import { parseRepositoryArn } from './repository.ts'
import { type EcrService, onRepository } from './service.ts'

export const listTagsForResource = (service: EcrService) =>
  operation({
    name: 'ListTagsForResource',
    input: { kind: 'structure', members: { resourceArn: { kind: 'string', required: true } } },
    async authorize(input, call) {
      const { registry, name } = parseRepositoryArn(input.resourceArn, call)
      return [await onRepository(service, 'ListTagsForResource', registry, name)]
    },
    async handle(input, call) {
      const { registry, name } = parseRepositoryArn(input.resourceArn, call)
      const { tags } = await service.repositories.existing(registry, name)
      return { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
    },
  })
