/** DescribeCluster: https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
import { operation } from '../operation/index.ts'
import { clusterArn, clusterNotFound, clusterOutput, clustersOf, resourceTags } from './cluster.ts'
import type { EksService } from './service.ts'

export const describeCluster = ({ clusters, tags }: EksService) =>
  operation({
    name: 'DescribeCluster',
    input: { kind: 'structure', members: { name: { kind: 'string', required: true } } },
    async authorize(input, call) {
      const resource = clusterArn(call, input.name)
      return [{ action: 'eks:DescribeCluster', resource, context: resourceTags(await tags.of(resource)) }]
    },
    async handle(input, call) {
      const cluster = clustersOf(clusters, call).find((each) => each.name === input.name)
      if (cluster === undefined) throw clusterNotFound(input.name)
      return { cluster: clusterOutput(cluster, call, await tags.of(clusterArn(call, input.name))) }
    },
  })
