/**
 * ListClusters: https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html
 * `include=all` adds clusters connected from elsewhere; none can be connected here.
 */
import { operation } from '../operation/index.ts'
import { clusterArn, clustersOf, invalidParameter } from './cluster.ts'
import type { EksService } from './service.ts'

const DEFAULT_RESULTS = 100
const TOKEN_PREFIX = 'after:'

export const listClusters = ({ clusters }: EksService) =>
  operation({
    name: 'ListClusters',
    input: {
      kind: 'structure',
      members: {
        maxResults: { kind: 'integer', min: 1, max: 100 },
        nextToken: { kind: 'string' },
        include: { kind: 'list', member: { kind: 'string', oneOf: ['all'] } },
      },
    },
    authorize: (_input, call) => [{ action: 'eks:ListClusters', resource: clusterArn(call, '*') }],
    async handle(input, call) {
      const after = input.nextToken === undefined ? '' : openToken(input.nextToken)
      const names = clustersOf(clusters, call)
        .map((cluster) => cluster.name)
        .filter((name) => name > after)
      const page = names.slice(0, input.maxResults ?? DEFAULT_RESULTS)
      const last = page.at(-1)
      const more = page.length < names.length && last !== undefined
      return { clusters: page, nextToken: more ? Buffer.from(TOKEN_PREFIX + last).toString('base64url') : undefined }
    },
  })

function openToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  if (!text.startsWith(TOKEN_PREFIX)) throw invalidParameter('Invalid nextToken.')
  return text.slice(TOKEN_PREFIX.length)
}
