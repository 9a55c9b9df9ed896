/** TagResource: https://docs.aws.amazon.com/eks/latest/APIReference/API_TagResource.html */
import { operation } from '../operation/index.ts'
import { resourceTags } from './cluster.ts'
import { badRequest, checkResourceArn, taggedCluster } from './cluster-tags.ts'
import type { EksService } from './service.ts'

export const tagResource = ({ clusters, tags }: EksService) =>
  operation({
    name: 'TagResource',
    input: {
      kind: 'structure',
      members: {
        resourceArn: { kind: 'string', required: true },
        tags: { kind: 'map', value: { kind: 'string', max: 256 }, max: 50, required: true },
      },
    },
    async authorize(input) {
      checkResourceArn(input.resourceArn)
      const asked = Object.entries(input.tags).map(([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, value] as const)
      const context = {
        ...resourceTags(await tags.of(input.resourceArn)),
        ...Object.fromEntries(asked),
        'aws:tagkeys': Object.keys(input.tags),
      }
      return [{ action: 'eks:TagResource', resource: input.resourceArn, context }]
    },
    async handle(input, call) {
      const keys = Object.keys(input.tags)
      if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) {
        throw badRequest('aws: prefixed tag key names are not allowed for external use.')
      }
      if (keys.some((key) => key.length < 1 || key.length > 128)) throw badRequest('A tag key has 1 to 128 characters.')
      await tags.update(taggedCluster(clusters, input.resourceArn, call), (before) => ({ ...before, ...input.tags }))
      return {}
    },
  })
