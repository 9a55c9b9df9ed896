/**
 * Who may do what. There is no RBAC here, and no RBAC kind is served: administrators may everything; whoever is
 * authenticated may look at discovery and ask who they are; everybody may see health and version.
 * The words are the API server's: https://kubernetes.io/docs/reference/access-authn-authz/authorization/
 */
import type { AdmissionUser } from '../../kube/index.ts'
import { MASTERS } from './request-context.ts'

export interface ResourceAttributes {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
}

export interface PathAttributes {
  readonly verb: string
  readonly path: string
}

const PUBLIC_PATHS = ['/healthz', '/livez', '/readyz', '/version']
const DISCOVERY_PATHS = [...PUBLIC_PATHS, '/api', '/apis', '/openapi']
const SELF_REVIEWS: ReadonlySet<string> = new Set(['selfsubjectreviews', 'selfsubjectaccessreviews'])

export function mayUsePath(user: AdmissionUser, { verb, path }: PathAttributes): boolean {
  if (user.groups.includes(MASTERS)) return true
  const paths = user.groups.includes('system:authenticated') ? DISCOVERY_PATHS : PUBLIC_PATHS
  return verb === 'get' && paths.some((allowed) => path === allowed || path.startsWith(`${allowed}/`))
}

export function mayUseResource(user: AdmissionUser, { verb, resource }: ResourceAttributes): boolean {
  if (user.groups.includes(MASTERS)) return true
  return user.groups.includes('system:authenticated') && verb === 'create' && SELF_REVIEWS.has(resource)
}

/** Why not, as the API server says it. */
export function resourceDenial(
  user: AdmissionUser,
  { verb, group, resource, subresource, namespace }: ResourceAttributes,
): string {
  const what = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return `User "${user.username}" cannot ${verb} resource "${what}" in API group "${group}" ${where}: this server serves no RBAC, only members of ${MASTERS} may`
}
