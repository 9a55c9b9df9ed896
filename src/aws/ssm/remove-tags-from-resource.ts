/** RemoveTagsFromResource: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html */
import { operation } from '../operation/index.ts'
import { invalidResourceId } from './errors.ts'
import { REFERENCE, RESOURCE_TYPE } from './input-shapes.ts'
import { onParameter, placeOf } from './permissions.ts'
import type { SsmService } from './service.ts'
import { taggedParameter } from './tags.ts'

export const removeTagsFromResource = ({ parameters }: SsmService) =>
  operation({
    name: 'RemoveTagsFromResource',
    input: {
      kind: 'structure',
      members: {
        ResourceType: RESOURCE_TYPE,
        ResourceId: { ...REFERENCE, required: true },
        TagKeys: { kind: 'list', member: { kind: 'string', min: 1, max: 128 }, required: true },
      },
    },
    async authorize(input, call) {
      const reference = taggedParameter(input.ResourceType, input.ResourceId, placeOf(call))
      const found = await parameters.find(reference)
      return [onParameter('RemoveTagsFromResource', reference, found?.head, { 'aws:tagkeys': input.TagKeys })]
    },
    async handle(input, call) {
      const reference = taggedParameter(input.ResourceType, input.ResourceId, placeOf(call))
      await parameters.update(reference.place, reference.candidates[0] ?? '', (head) => {
        if (head === undefined) throw invalidResourceId()
        const tags = Object.entries(head.tags).filter(([key]) => !input.TagKeys.includes(key))
        return { ...head, tags: Object.fromEntries(tags) }
      })
      return {}
    },
  })
