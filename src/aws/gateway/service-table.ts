/** The services behind the gateway, indexed by everything that can name one in a request. */
import type { AwsService, Operation } from '../operation/index.ts'
import { type Dialect, matchPath, type PathTemplate, pathTemplate } from '../wire/index.ts'

export interface ServedService {
  readonly service: AwsService
  // biome-ignore lint/suspicious/noExplicitAny: an operation's own input type is known only to itself
  readonly operations: ReadonlyMap<string, Operation<any>>
  readonly notBuilt: ReadonlySet<string>
  readonly dialect: Dialect
  readonly paths: readonly ServedPath[]
}

interface ServedPath {
  readonly operation: string
  readonly template: PathTemplate
  /** Query parameter to member. */
  readonly query: Readonly<Record<string, string>>
}

export interface MatchedPath {
  readonly served: ServedService
  readonly operation: string
  readonly members: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

export interface ServiceTable {
  /** By the name in credential scopes. */
  named(name: string): ServedService | undefined
  /** By what stands before the dot in `X-Amz-Target`. */
  targeted(prefix: string): ServedService | undefined
  /** By the operation's name, for unsigned requests of the query protocol. */
  acting(action: string): ServedService | undefined
  /** By method and path; of one service, if it is known. */
  found(method: string, path: string, served?: ServedService): MatchedPath | undefined
}

export const JSON_CONTENT_TYPE = 'application/x-amz-json-1.1'

export function createServiceTable(services: readonly AwsService[]): ServiceTable {
  const all = services.map(servedService)
  const byName = new Map(all.map((served) => [served.service.name, served]))
  const byTarget = new Map(all.map((served) => [served.service.targetPrefix, served]))
  const byAction = new Map<string, ServedService>()
  for (const served of all) {
    if (served.service.protocol !== 'query') continue
    for (const name of [...served.operations.keys(), ...served.notBuilt]) if (!byAction.has(name)) byAction.set(name, served)
  }
  return {
    named: (name) => byName.get(name),
    targeted: (prefix) => byTarget.get(prefix),
    acting: (action) => byAction.get(action),
    found: (method, path, served) => firstMatch(served === undefined ? all : [served], method, path),
  }
}

function servedService(service: AwsService): ServedService {
  return {
    service,
    operations: new Map(service.operations.map((operation) => [operation.name, operation])),
    notBuilt: new Set(service.notBuilt),
    dialect: dialectOf(service),
    paths: Object.entries(service.routes ?? {}).map(([operation, route]) => {
      return { operation, template: pathTemplate(route.method, route.path), query: route.query ?? {} }
    }),
  }
}

function dialectOf(service: AwsService): Dialect {
  switch (service.protocol) {
    case 'query':
      return { protocol: 'query', xmlNamespace: service.xmlNamespace ?? '' }
    case 'json':
      return { protocol: 'json', contentType: JSON_CONTENT_TYPE }
    default:
      return { protocol: service.protocol }
  }
}

function firstMatch(services: readonly ServedService[], method: string, path: string): MatchedPath | undefined {
  for (const served of services) {
    for (const { operation, template, query } of served.paths) {
      const members = matchPath(template, method, path)
      if (members !== undefined) return { served, operation, members, query }
    }
  }
  return undefined
}
