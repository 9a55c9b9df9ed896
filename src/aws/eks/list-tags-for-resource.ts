/** ListTagsForResource: https://docs.aws.amazon.com/eks/latest/APIReference/API_ListTagsForResource.html */
import { operation } from '../operation/index.ts'
import { resourceTags } from './cluster.ts'
import { checkResourceArn, taggedCluster } from './cluster-tags.ts'
import type { EksService } from './service.ts'

export const listTagsForResource = ({ clusters, tags }: EksService) =>
  operation({
    name: 'ListTagsForResource',
    input: { kind: 'structure', members: { resourceArn: { kind: 'string', required: true } } },
    async authorize(input) {
      checkResourceArn(input.resourceArn)
      const context = resourceTags(await tags.of(input.resourceArn))
      return [{ action: 'eks:ListTagsForResource', resource: input.resourceArn, context }]
    },
    async handle(input, call) {
      return { tags: await tags.of(taggedCluster(clusters, input.resourceArn, call)) }
    },
  })
