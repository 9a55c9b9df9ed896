/** What every operation of this service gets, and what they share: the registry of a request, its permissions. */
import { LIMITS } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import type { Call, Output, Permission } from '../operation/index.ts'
import { invalidParameter } from './errors.ts'
import type { Repositories } from './repositories.ts'
import {
  checkRepositoryName,
  type Registry,
  type RegistryHost,
  type Repository,
  registryHostOf,
  repositoryArn,
  repositoryOutput,
} from './repository.ts'
import type { RepositoryPolicies } from './repository-policy.ts'
import { resourceTags } from './tags.ts'

export interface EcrService {
  readonly repositories: Repositories
  readonly policies: RepositoryPolicies
  readonly registryHost?: RegistryHost
}

/** Members that name a repository: nearly every operation has them. */
export const REPOSITORY = {
  registryId: { kind: 'string' },
  repositoryName: { kind: 'string', required: true },
} as const

/** The registry that a request means: the caller's unless it names another. */
export function registryOf(registryId: string | undefined, call: Call): Registry {
  if (registryId !== undefined && !/^\d{12}$/.test(registryId)) {
    throw invalidParameter('registryId', "must satisfy regular expression '[0-9]{12}'")
  }
  return { partition: call.partition, region: call.region, accountId: registryId ?? call.accountId }
}

/** The permission on a repository, with its own policy; it need not exist. */
export async function onRepository(
  service: EcrService,
  action: string,
  registry: Registry,
  name: string,
  context: RequestContext = {},
): Promise<Permission> {
  checkRepositoryName(name)
  const repository = await service.repositories.find(registry, name)
  const policy = repository?.policy ? service.policies.compiled(repository.policy) : undefined
  return {
    action: `ecr:${action}`,
    resource: repositoryArn(registry, name),
    resourceAccountId: registry.accountId,
    context: { ...resourceTags(repository?.tags ?? {}), ...context },
    ...(policy === undefined ? {} : { resourcePolicies: [{ name: `${name} repository policy`, policy }] }),
  }
}

export function show(service: EcrService, registry: Registry, repository: Repository): Output {
  return repositoryOutput(repository, registry, registryHostOf(registry, service.registryHost))
}

/** `registryId` and `repositoryName`, as most answers begin. */
export function named(registry: Registry, name: string): Output {
  return { registryId: registry.accountId, repositoryName: name }
}

/** A policy text, refused before it is parsed if it is larger than any honest one. */
export function checkPolicySize(text: string): void {
  if (Buffer.byteLength(text) > LIMITS.policy.documentBytes) {
    throw invalidParameter('PolicyText', `must have length less than or equal to ${LIMITS.policy.documentBytes}`)
  }
}
