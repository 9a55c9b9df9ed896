/** ListTagsForResource: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html */
import { operation } from '../operation/index.ts'
import { invalidResourceId } from './errors.ts'
import { REFERENCE, RESOURCE_TYPE } from './input-shapes.ts'
import { onParameter, placeOf } from './permissions.ts'
import type { SsmService } from './service.ts'
import { taggedParameter } from './tags.ts'

export const listTagsForResource = ({ parameters }: SsmService) =>
  operation({
    name: 'ListTagsForResource',
    input: {
      kind: 'structure',
      members: { ResourceType: RESOURCE_TYPE, ResourceId: { ...REFERENCE, required: true } },
    },
    async authorize(input, call) {
      const reference = taggedParameter(input.ResourceType, input.ResourceId, placeOf(call))
      const found = await parameters.find(reference)
      return [onParameter('ListTagsForResource', reference, found?.head)]
    },
    async handle(input, call) {
      const found = await parameters.find(taggedParameter(input.ResourceType, input.ResourceId, placeOf(call)))
      if (found === undefined) throw invalidResourceId()
      return { TagList: Object.entries(found.head.tags).map(([Key, Value]) => ({ Key, Value })) }
    },
  })
