/** DescribeRepositories: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
import { operation } from '../operation/index.ts'
import { invalidParameter } from './errors.ts'
import { openPageToken, sealPageToken } from './page-token.ts'
import { checkRepositoryName, repositoryArn } from './repository.ts'
import { type EcrService, onRepository, registryOf, show } from './service.ts'

const DEFAULT_RESULTS = 100

export const describeRepositories = (service: EcrService) =>
  operation({
    name: 'DescribeRepositories',
    input: {
      kind: 'structure',
      members: {
        registryId: { kind: 'string' },
        repositoryNames: { kind: 'list', min: 1, max: 100, member: { kind: 'string' } },
        nextToken: { kind: 'string' },
        maxResults: { kind: 'integer', min: 1, max: 1000 },
      },
    },
    async authorize(input, call) {
      const registry = registryOf(input.registryId, call)
      if (input.repositoryNames === undefined) {
        const resource = repositoryArn(registry, '*')
        return [{ action: 'ecr:DescribeRepositories', resource, resourceAccountId: registry.accountId }]
      }
      return Promise.all(input.repositoryNames.map((name) => onRepository(service, 'DescribeRepositories', registry, name)))
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const names = input.repositoryNames
      if (names !== undefined) {
        if (input.maxResults !== undefined || input.nextToken !== undefined) {
          throw invalidParameter('repositoryNames', 'must not be given with maxResults or nextToken')
        }
        for (const name of names) checkRepositoryName(name)
        const found = await Promise.all(names.map((name) => service.repositories.existing(registry, name)))
        return { repositories: found.map((repository) => show(service, registry, repository)) }
      }
      const after = input.nextToken === undefined ? undefined : openPageToken(input.nextToken)
      const { repositories, more } = await service.repositories.list(registry, after, input.maxResults ?? DEFAULT_RESULTS)
      const last = repositories.at(-1)
      return {
        repositories: repositories.map((repository) => show(service, registry, repository)),
        nextToken: more && last !== undefined ? sealPageToken(last.name) : undefined,
      }
    },
  })
