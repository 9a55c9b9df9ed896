/** UntagResource: https://docs.aws.amazon.com/eks/latest/APIReference/API_UntagResource.html */
import { operation } from '../operation/index.ts'
import { resourceTags } from './cluster.ts'
import { checkResourceArn, taggedCluster } from './cluster-tags.ts'
import type { EksService } from './service.ts'

export const untagResource = ({ clusters, tags }: EksService) =>
  operation({
    name: 'UntagResource',
    input: {
      kind: 'structure',
      members: {
        resourceArn: { kind: 'string', required: true },
        tagKeys: { kind: 'list', min: 1, max: 50, member: { kind: 'string', min: 1, max: 128 }, required: true },
      },
    },
    async authorize(input) {
      checkResourceArn(input.resourceArn)
      const context = { ...resourceTags(await tags.of(input.resourceArn)), 'aws:tagkeys': input.tagKeys }
      return [{ action: 'eks:UntagResource', resource: input.resourceArn, context }]
    },
    async handle(input, call) {
      await tags.update(taggedCluster(clusters, input.resourceArn, call), (before) =>
        Object.fromEntries(Object.entries(before).filter(([key]) => !input.tagKeys.includes(key))),
      )
      return {}
    },
  })
