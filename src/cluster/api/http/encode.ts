/** Objects and lists as the body that was asked for: plain, a Table, or metadata only. */
import type { HttpResponse } from '../../../base/index.ts'
import { badRequest, type KubeObject } from '../../../kube/index.ts'
import type { ApiResource } from '../resource.ts'
import type { ListPage } from '../rest/list.ts'
import { listOf, partialMetadata, tableOf } from '../table/table.ts'
import { jsonAnswer, warningHeaders } from './answer.ts'
import type { Exchange } from './exchange.ts'

const INCLUDE: readonly string[] = ['None', 'Metadata', 'Object']

/** @param resource of the object; Scale and reviews have none and are always plain */
export function encodeObject(
  exchange: Exchange,
  resource: ApiResource | undefined,
  object: KubeObject,
  now: number,
  withColumns = true,
): unknown {
  const { representation } = exchange
  if (resource === undefined || representation.as === 'object') return object
  if (representation.as === 'metadata') return partialMetadata(object)
  const { version } = representation
  const options = { version, includeObject: includeObject(exchange.query), withColumns, now }
  return tableOf(resource, [object], { resourceVersion: object.metadata.resourceVersion }, options)
}

export function encodeList(exchange: Exchange, resource: ApiResource, page: ListPage, now: number): unknown {
  const { representation } = exchange
  const { items, resourceVersion, continueToken, remaining } = page
  const metadata = { resourceVersion, continue: continueToken, remainingItemCount: remaining }
  if (representation.as === 'table') {
    const options = { version: representation.version, includeObject: includeObject(exchange.query), withColumns: true, now }
    return tableOf(resource, items, metadata, options)
  }
  if (representation.as === 'metadata') {
    const list = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata }
    return { ...list, items: items.map((item) => partialMetadata(item)) }
  }
  return listOf(resource, items, metadata)
}

export function objectAnswer(
  exchange: Exchange,
  status: number,
  resource: ApiResource | undefined,
  object: KubeObject,
  now: number,
): HttpResponse {
  return jsonAnswer(status, encodeObject(exchange, resource, object, now), warningHeaders(exchange.warnings))
}

function includeObject(query: URLSearchParams): string {
  const value = query.get('includeObject') || 'Metadata'
  if (!INCLUDE.includes(value)) throw badRequest(`unrecognized includeObject value: ${JSON.stringify(value)}`)
  return value
}
