/** TagResource: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_TagResource.html */
import { operation } from '../operation/index.ts'
import { parseRepositoryArn } from './repository.ts'
import { type EcrService, onRepository } from './service.ts'
import { requestTags, TAGS, tagRecord } from './tags.ts'

export const tagResource = (service: EcrService) =>
  operation({
    name: 'TagResource',
    input: { kind: 'structure', members: { resourceArn: { kind: 'string', required: true }, tags: { ...TAGS, required: true } } },
    async authorize(input, call) {
      const { registry, name } = parseRepositoryArn(input.resourceArn, call)
      return [await onRepository(service, 'TagResource', registry, name, requestTags(input.tags))]
    },
    async handle(input, call) {
      const { registry, name } = parseRepositoryArn(input.resourceArn, call)
      await service.repositories.update(registry, name, (before) => ({ ...before, tags: tagRecord(before.tags, input.tags) }))
      return {}
    },
  })
