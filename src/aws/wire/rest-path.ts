/**
 * The paths of the REST protocols: `/clusters/{name}` against `/clusters/demo`.
 * Source: https://smithy.io/2.0/spec/http-bindings.html#http-trait
 */
import { percentDecoded } from './form.ts'

export interface PathTemplate {
  readonly method: string
  /** One entry per segment: literal text, or the name of the member that the segment fills. */
  readonly segments: readonly ({ readonly literal: string } | { readonly member: string })[]
}

/** @param path segments in braces name members; `{name+}` is not supported, nothing here needs it */
export function pathTemplate(method: string, path: string): PathTemplate {
  const segments = path
    .split('/')
    .slice(1)
    .map((segment) => (segment.startsWith('{') ? { member: segment.slice(1, -1) } : { literal: segment }))
  return { method, segments }
}

/** The members that a path fills, or `undefined` if it is not of the template's form. @param path without its query */
export function matchPath(template: PathTemplate, method: string, path: string): Record<string, string> | undefined {
  if (method !== template.method) return undefined
  const segments = path.split('/').slice(1)
  if (segments.length !== template.segments.length) return undefined
  const members: Record<string, string> = Object.create(null)
  for (const [index, expected] of template.segments.entries()) {
    const segment = segments[index] ?? ''
    if ('literal' in expected) {
      if (segment !== expected.literal) return undefined
      continue
    }
    const value = percentDecoded(segment)
    if (value === undefined || value === '') return undefined
    members[expected.member] = value
  }
  return members
}
