/** AddTagsToResource: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
import { operation } from '../operation/index.ts'
import { invalidResourceId } from './errors.ts'
import { REFERENCE, RESOURCE_TYPE, TAGS } from './input-shapes.ts'
import { onParameter, placeOf, requestTags } from './permissions.ts'
import type { SsmService } from './service.ts'
import { taggedParameter, tagRecord } from './tags.ts'

export const addTagsToResource = ({ parameters }: SsmService) =>
  operation({
    name: 'AddTagsToResource',
    input: {
      kind: 'structure',
      members: {
        ResourceType: RESOURCE_TYPE,
        ResourceId: { ...REFERENCE, required: true },
        Tags: { ...TAGS, required: true },
      },
    },
    async authorize(input, call) {
      const reference = taggedParameter(input.ResourceType, input.ResourceId, placeOf(call))
      const found = await parameters.find(reference)
      return [onParameter('AddTagsToResource', reference, found?.head, requestTags(input.Tags))]
    },
    async handle(input, call) {
      const reference = taggedParameter(input.ResourceType, input.ResourceId, placeOf(call))
      await parameters.update(reference.place, reference.candidates[0] ?? '', (head) => {
        if (head === undefined) throw invalidResourceId()
        return { ...head, tags: tagRecord(head.tags, input.Tags) }
      })
      return {}
    },
  })
