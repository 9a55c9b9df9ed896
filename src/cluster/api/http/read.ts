/** GET: an object, a list, a watch. */
import type { HttpResponse } from '../../../base/index.ts'
import { invalid, notFound, problem } from '../../../kube/index.ts'
import type { Target } from '../request-context.ts'
import { listObjects } from '../rest/list.ts'
import type { ApiParts } from '../rest/operations.ts'
import { getScale } from '../rest/scale.ts'
import { parseSelection } from '../rest/selection.ts'
import { jsonAnswer } from './answer.ts'
import { encodeList, encodeObject, objectAnswer } from './encode.ts'
import type { Exchange } from './exchange.ts'
import { flag, integer } from './query.ts'
import { watchStream } from './watch-stream.ts'

/** Without a wish a watch lasts 30 to 60 minutes, so that clients do not all come back at once. */
const DEFAULT_WATCH_SECONDS = 1_800

export function isWatch(query: URLSearchParams): boolean {
  return flag(query, 'watch')
}

export async function answerGet(parts: ApiParts, exchange: Exchange, target: Target): Promise<HttpResponse> {
  const { resource, namespace, name = '', subresource } = target
  const now = parts.clock.now()
  if (subresource === 'scale') return objectAnswer(exchange, 200, undefined, await getScale(parts, target), now)
  const object = await parts.objects.get(resource.kind, namespace, name)
  if (object === undefined) throw notFound(resource.kind, name)
  return objectAnswer(exchange, 200, resource, object, now)
}

export async function answerList(parts: ApiParts, exchange: Exchange, target: Target): Promise<HttpResponse> {
  const { query } = exchange
  const limit = integer(query, 'limit')
  const continueToken = query.get('continue') || undefined
  const page = await listObjects(parts, target.resource, {
    selection: selectionOf(query, target),
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    ...(limit === undefined ? {} : { limit }),
    ...(continueToken === undefined ? {} : { continueToken }),
  })
  return jsonAnswer(200, encodeList(exchange, target.resource, page, parts.clock.now()))
}

export async function answerWatch(parts: ApiParts, exchange: Exchange, target: Target, stop: AbortSignal): Promise<HttpResponse> {
  const { query } = exchange
  const initial = query.has('sendInitialEvents') ? { sendInitialEvents: flag(query, 'sendInitialEvents') } : {}
  if (query.has('sendInitialEvents') && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    const required = problem.forbidden(
      'resourceVersionMatch',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    )
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [required])
  }
  const jitter = 1 + (parts.random.bytes(1)[0] ?? 0) / 256
  const seconds = integer(query, 'timeoutSeconds') ?? 0
  const body = await watchStream(parts, target.resource, {
    request: { selection: selectionOf(query, target), resourceVersion: query.get('resourceVersion') ?? '', ...initial },
    bookmarks: flag(query, 'allowWatchBookmarks'),
    timeoutMs: (seconds > 0 ? seconds : DEFAULT_WATCH_SECONDS * jitter) * 1000,
    scheduler: parts.scheduler,
    encode: (object, first) => encodeObject(exchange, target.resource, object, parts.clock.now(), first),
    stop,
  })
  return { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' }, body }
}

export function selectionOf(query: URLSearchParams, { resource, namespace, name }: Target) {
  return parseSelection(resource, {
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
  })
}
