/** What one container gets: environment after the user's own, in the reference's order, and the mount. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/index.ts'
import type { AddOperation } from './pod-patch.ts'
import { listAt, member, textAt } from './pod-shape.ts'
import { cleanPath } from './token-file.ts'

export interface Injection {
  readonly volumeName: string
  readonly mountPath: string
  /** Empty: none. */
  readonly region: string
  readonly regionalSts: boolean
  /** The two variables that make the identity: both are injected or none. */
  readonly identity: readonly { readonly name: string; readonly value: string }[]
}

interface Variable extends JsonObject {
  name: string
  value: string
}

const REGIONAL_STS = 'AWS_STS_REGIONAL_ENDPOINTS'
const REGIONS = ['AWS_DEFAULT_REGION', 'AWS_REGION']

/** @param path JSON pointer of the container; results are appended to `operations` and `warnings` */
export function containerOperations(
  container: JsonObject,
  path: string,
  injection: Injection,
  operations: AddOperation[],
  warnings: string[],
): void {
  const env = namesIn(listAt(member(container, 'env'), `${path}/env`))
  const own = injection.identity.filter(({ name }) => env.has(name))
  const ownRegion = REGIONS.some((name) => env.has(name))
  if (own.length > 0 && ownRegion && env.has(REGIONAL_STS)) return
  if (own.length > 0 && own.length < injection.identity.length) warnings.push(halfDefined(container, injection, env))

  const variables: Variable[] = []
  if (injection.regionalSts && !env.has(REGIONAL_STS)) variables.push({ name: REGIONAL_STS, value: 'regional' })
  if (injection.region !== '' && !ownRegion) variables.push(...REGIONS.map((name) => ({ name, value: injection.region })))
  if (own.length === 0) variables.push(...injection.identity.map(({ name, value }) => ({ name, value })))
  append(operations, container, path, 'env', variables)

  const mounts = listAt(member(container, 'volumeMounts'), `${path}/volumeMounts`)
  if (mounts.some((mount) => occupies(mount, injection))) return
  append(operations, container, path, 'volumeMounts', [
    { name: injection.volumeName, readOnly: true, mountPath: injection.mountPath },
  ])
}

/** One operation where there is no list yet, one for each item where there is. */
function append(
  operations: AddOperation[],
  container: JsonObject,
  path: string,
  list: string,
  items: readonly JsonObject[],
): void {
  if (items.length === 0) return
  if (!Array.isArray(member(container, list))) {
    operations.push({ op: 'add', path: `${path}/${list}`, value: [...items] })
    return
  }
  for (const item of items) operations.push({ op: 'add', path: `${path}/${list}/-`, value: item })
}

function namesIn(env: readonly JsonValue[]): Set<string> {
  const names = new Set<string>()
  for (const variable of env) {
    const name = isJsonObject(variable) ? textAt(variable, 'name') : undefined
    if (name !== undefined) names.add(name)
  }
  return names
}

/** Our volume is mounted already, or something else is mounted where it would be: two mounts at a path are refused. */
function occupies(mount: JsonValue, injection: Injection): boolean {
  if (!isJsonObject(mount)) return false
  if (textAt(mount, 'name') === injection.volumeName) return true
  const mountPath = textAt(mount, 'mountPath')
  return mountPath !== undefined && (mountPath === injection.mountPath || cleanPath(mountPath) === cleanPath(injection.mountPath))
}

function halfDefined(container: JsonObject, injection: Injection, env: ReadonlySet<string>): string {
  const names = (there: boolean) => injection.identity.filter(({ name }) => env.has(name) === there).map(({ name }) => name)
  const label = (textAt(container, 'name') ?? '').slice(0, 63)
  return `container ${label} sets ${names(true).join()} itself, so ${names(false).join()} is not injected: it will get no AWS role`
}
