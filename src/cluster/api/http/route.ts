/**
 * What a request target is about: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 * Unknown groups, kinds and subresources are `undefined`: they answer 404.
 */
import { findResource } from '../kinds/registry.ts'
import type { Target } from '../request-context.ts'
import { findReview, type Review } from '../review/reviews.ts'

export type Route =
  | { readonly type: 'object'; readonly target: Target }
  | { readonly type: 'review'; readonly review: Review }
  /** Discovery, health, version, OpenAPI. */
  | { readonly type: 'path' }

/** Subresources of a namespace, which otherwise would read as kinds inside it. */
const NAMESPACE_PARTS: ReadonlySet<string> = new Set(['status', 'finalize'])

/** @param path decoded no further than the URL was; each segment is decoded here */
export function routeOf(path: string): Route | undefined {
  const segments = splitPath(path)
  if (segments === undefined) return undefined
  const isCore = segments[0] === 'api' && segments[1] === 'v1'
  const isGroup = segments[0] === 'apis' && segments.length > 3
  if (isCore && segments.length > 2) return routeIn('', 'v1', segments.slice(2))
  if (isGroup) return routeIn(segments[1] ?? '', segments[2] ?? '', segments.slice(3))
  return { type: 'path' }
}

function routeIn(group: string, version: string, rest: readonly string[]): Route | undefined {
  const [first = '', second, third = ''] = rest
  const review = rest.length === 1 ? findReview(group, version, first) : undefined
  if (review !== undefined) return { type: 'review', review }
  if (first === 'namespaces' && second !== undefined && rest.length > 2 && !(rest.length === 3 && NAMESPACE_PARTS.has(third))) {
    return objectRoute(group, version, rest.slice(2), second)
  }
  return objectRoute(group, version, rest, undefined)
}

function objectRoute(group: string, version: string, rest: readonly string[], namespace: string | undefined): Route | undefined {
  const [plural = '', name, subresource, ...more] = rest
  const resource = findResource(group, version, plural)
  if (resource === undefined || more.length > 0) return undefined
  if (namespace !== undefined && !resource.kind.namespaced) return undefined
  if (namespace === undefined && resource.kind.namespaced && name !== undefined) return undefined
  if (subresource !== undefined && !resource.subresources.some((known) => known.name === subresource)) return undefined
  const target = {
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  }
  return { type: 'object', target }
}

function splitPath(path: string): string[] | undefined {
  const segments = path.split('/').filter((segment) => segment !== '')
  try {
    const decoded = segments.map(decodeURIComponent)
    return decoded.some((segment) => segment.includes('/') || segment === '.' || segment === '..') ? undefined : decoded
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
