/** UntagResource: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UntagResource.html */
import { operation } from '../operation/index.ts'
import { parseRepositoryArn } from './repository.ts'
import { type EcrService, onRepository } from './service.ts'

export const untagResource = (service: EcrService) =>
  operation({
    name: 'UntagResource',
    input: {
      kind: 'structure',
      members: {
        resourceArn: { kind: 'string', required: true },
        tagKeys: { kind: 'list', max: 200, member: { kind: 'string', min: 1, max: 128 }, required: true },
      },
    },
    async authorize(input, call) {
      const { registry, name } = parseRepositoryArn(input.resourceArn, call)
      return [await onRepository(service, 'UntagResource', registry, name, { 'aws:tagkeys': input.tagKeys })]
    },
    async handle(input, call) {
      const { registry, name } = parseRepositoryArn(input.resourceArn, call)
      await service.repositories.update(registry, name, (before) => {
        const tags = Object.entries(before.tags).filter(([key]) => !input.tagKeys.includes(key))
        return { ...before, tags: Object.fromEntries(tags) }
      })
      return {}
    },
  })
