/**
 * A repository as it is kept, what it may be called, and how the API shows it.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html
 */
import { formatArn, type JsonObject, parseArn } from '../../base/index.ts'
import type { Call, Output } from '../operation/index.ts'
import { invalidParameter } from './errors.ts'

export interface Repository extends JsonObject {
  name: string
  /** Milliseconds since 1970. */
  createdAt: number
  imageTagMutability: string
  exclusionFilters: { filterType: string; filter: string }[]
  scanOnPush: boolean
  encryptionType: string
  kmsKey: string | null
  tags: Record<string, string>
  /** The texts as they came. */
  lifecyclePolicy: string | null
  policy: string | null
}

/** A registry: one per account and region. */
export interface Registry {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

/** Host (and port) of an account's registry. */
export type RegistryHost = (accountId: string, region: string) => string

const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const NAME_PATTERN = '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'

/** Throws InvalidParameterException for a name that no repository may have. */
export function checkRepositoryName(name: string): void {
  if (name.length < 2) throw invalidParameter('repositoryName', 'must have length greater than or equal to 2')
  if (name.length > 256) throw invalidParameter('repositoryName', 'must have length less than or equal to 256')
  if (!NAME.test(name)) throw invalidParameter('repositoryName', `must satisfy regular expression '${NAME_PATTERN}'`)
}

/** @param name a repository's name, or `*` */
export function repositoryArn(registry: Registry, name: string): string {
  return formatArn({ ...registry, service: 'ecr', resource: `repository/${name}` })
}

/**
 * The registry and name that an ARN says; throws InvalidParameterException for another resource. Another partition would
 * be another name for the same repository, past the policies that name it: it is refused.
 */
export function parseRepositoryArn(text: string, call: Call): { registry: Registry; name: string } {
  const arn = parseArn(text)
  const here = arn?.service === 'ecr' && arn.partition === call.partition && arn.region === call.region
  if (!here || !arn.resource.startsWith('repository/') || !/^\d{12}$/.test(arn.accountId)) {
    throw invalidParameter('resourceArn', 'Invalid ARN')
  }
  const name = arn.resource.slice('repository/'.length)
  checkRepositoryName(name)
  return { registry: { partition: arn.partition, region: arn.region, accountId: arn.accountId }, name }
}

export function registryHostOf(registry: Registry, override: RegistryHost | undefined): string {
  if (override !== undefined) return override(registry.accountId, registry.region)
  const suffix = registry.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `${registry.accountId}.dkr.ecr.${registry.region}.${suffix}`
}

export function repositoryOutput(repository: Repository, registry: Registry, host: string): Output {
  return {
    repositoryArn: repositoryArn(registry, repository.name),
    registryId: registry.accountId,
    repositoryName: repository.name,
    repositoryUri: `${host}/${repository.name}`,
    createdAt: new Date(repository.createdAt),
    imageTagMutability: repository.imageTagMutability,
    imageTagMutabilityExclusionFilters: repository.exclusionFilters.length > 0 ? repository.exclusionFilters : undefined,
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: { encryptionType: repository.encryptionType, kmsKey: repository.kmsKey ?? undefined },
  }
}
