/**
 * Content negotiation: plain JSON, Tables and partial metadata
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources).
 */

export type Representation =
  | { readonly as: 'object' }
  | { readonly as: 'table'; readonly version: 'v1' | 'v1beta1' }
  | { readonly as: 'metadata' }

export const ACCEPTED = ['application/json']

export interface MediaRange {
  readonly type: string
  readonly parameters: Readonly<Record<string, string>>
}

/** The ranges of an `Accept` header in order; weights are not looked at, as Kubernetes clients order theirs. */
export function parseAccept(header: string | undefined): readonly MediaRange[] {
  return (header ?? '*/*')
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
      const pairs = parameters.map((parameter) => {
        const equals = parameter.indexOf('=')
        return [parameter.slice(0, equals).trim().toLowerCase(), parameter.slice(equals + 1).trim()] as const
      })
      return { type: type.toLowerCase(), parameters: Object.fromEntries(pairs) }
    })
    .filter(({ type }) => type !== '')
}

/** The first acceptable one; `undefined` if the client takes nothing that is spoken here. */
export function representationFor(header: string | undefined): Representation | undefined {
  const ranges = parseAccept(header)
  if (ranges.length === 0) return { as: 'object' }
  for (const range of ranges) {
    const representation = representationOf(range)
    if (representation !== undefined) return representation
  }
  return undefined
}

function representationOf({ type, parameters }: MediaRange): Representation | undefined {
  if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') return undefined
  const { as, v, g = 'meta.k8s.io' } = parameters
  if (as === undefined) return { as: 'object' }
  if (g !== 'meta.k8s.io') return undefined
  if (as === 'Table' && (v === 'v1' || v === 'v1beta1')) return { as: 'table', version: v }
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? { as: 'metadata' } : undefined
}
