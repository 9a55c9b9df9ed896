/** Objects as the Table or the partial metadata that a client asked for. */
import type { JsonValue } from '../../../base/index.ts'
import { apiVersionOf, type KubeObject } from '../../../kube/index.ts'
import type { ApiResource } from '../resource.ts'

export interface TableOptions {
  readonly version: 'v1' | 'v1beta1'
  /** `None`, `Metadata` (the default) or `Object`. */
  readonly includeObject: string
  /** Later events of a watch leave the columns out. */
  readonly withColumns: boolean
  readonly now: number
}

/** @param metadata the list's own, such as its resourceVersion */
export function tableOf(
  resource: ApiResource,
  items: readonly KubeObject[],
  metadata: { readonly [member: string]: JsonValue | undefined },
  options: TableOptions,
) {
  const columns = resource.columns.map(({ name, type, format = '', priority }) => ({
    name,
    type,
    format,
    description: '',
    priority,
  }))
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata,
    columnDefinitions: options.withColumns ? columns : null,
    rows: items.map((item) => ({ cells: resource.cells(item, options.now), ...rowObject(item, options) })),
  }
}

function rowObject(item: KubeObject, { includeObject, version }: TableOptions) {
  if (includeObject === 'None') return { object: null }
  return { object: includeObject === 'Object' ? item : partialMetadata(item, version) }
}

export function partialMetadata(item: KubeObject, version: 'v1' | 'v1beta1' = 'v1') {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: item.metadata }
}

export function listOf(
  resource: ApiResource,
  items: readonly KubeObject[],
  metadata: { readonly [member: string]: JsonValue | undefined },
) {
  return { kind: `${resource.kind.kind}List`, apiVersion: apiVersionOf(resource.kind), metadata, items }
}
