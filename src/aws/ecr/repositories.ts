/** Repositories in the store, per account and region; every change is a compare-and-set. */
import type { Store } from '../../storage/index.ts'
import { busy, repositoryAlreadyExists, repositoryNotFound } from './errors.ts'
import type { Registry, Repository } from './repository.ts'

/** The collections that hold everything of this service: what a reset clears. */
export const ECR_COLLECTIONS = ['ecr.repositories'] as const

export interface Repositories {
  find(registry: Registry, name: string): Promise<Repository | undefined>
  /** Throws RepositoryNotFoundException. */
  existing(registry: Registry, name: string): Promise<Repository>
  /** In the order of their names. */
  list(registry: Registry, after: string | undefined, limit: number): Promise<{ repositories: Repository[]; more: boolean }>
  /** Throws RepositoryAlreadyExistsException. */
  create(registry: Registry, repository: Repository): Promise<void>
  /** `change` says what comes next; it runs again if somebody was faster. Throws RepositoryNotFoundException. */
  update(registry: Registry, name: string, change: (before: Repository) => Repository): Promise<Repository>
  /** What was removed; throws RepositoryNotFoundException. */
  remove(registry: Registry, name: string): Promise<Repository>
}

const [COLLECTION] = ECR_COLLECTIONS
const ATTEMPTS = 8

export function createRepositories(store: Store): Repositories {
  const read = async (registry: Registry, name: string) => {
    const document = await store.get(COLLECTION, keyOf(registry, name))
    if (document === undefined) throw repositoryNotFound(name, registry.accountId)
    return document
  }
  return {
    async find(registry, name) {
      return (await store.get(COLLECTION, keyOf(registry, name)))?.value as Repository | undefined
    },
    async existing(registry, name) {
      return (await read(registry, name)).value as Repository
    },
    async list(registry, after, limit) {
      const { documents, more } = await store.list(COLLECTION, {
        prefix: keyOf(registry, ''),
        limit,
        ...(after === undefined ? {} : { after: keyOf(registry, after) }),
      })
      return { repositories: documents.map((document) => document.value as Repository), more }
    },
    async create(registry, repository) {
      const key = keyOf(registry, repository.name)
      const put = { type: 'put', collection: COLLECTION, key, value: repository, expect: 'absent' } as const
      if (!(await store.commit([put])).ok) throw repositoryAlreadyExists(repository.name, registry.accountId)
    },
    async update(registry, name, change) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const { key, value, revision } = await read(registry, name)
        const next = change(value as Repository)
        const put = { type: 'put', collection: COLLECTION, key, value: next, expect: { revision } } as const
        if ((await store.commit([put])).ok) return next
      }
      throw busy()
    },
    async remove(registry, name) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const { key, value, revision } = await read(registry, name)
        const removal = { type: 'delete', collection: COLLECTION, key, expect: { revision } } as const
        if ((await store.commit([removal])).ok) return value as Repository
      }
      throw busy()
    },
  }
}

function keyOf(registry: Registry, name: string): string {
  return `${registry.accountId}|${registry.region}|${name}`
}
