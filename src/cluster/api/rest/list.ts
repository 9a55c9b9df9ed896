/**
 * LIST with `limit` and `continue`. A continued list shows the objects as they stand now but keeps the first page's
 * resourceVersion: a watch from there sees every change that the pages may have missed or already shown.
 */
import { isJsonObject, type JsonValue } from '../../../base/index.ts'
import { badRequest, expired, type KubeObject, refusal } from '../../../kube/index.ts'
import type { ApiResource } from '../resource.ts'
import type { ApiParts } from './operations.ts'
import { isSelected, type Selection } from './selection.ts'

export interface ListRequest {
  readonly selection: Selection
  readonly limit?: number
  readonly continueToken?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: string
}

export interface ListPage {
  readonly items: readonly KubeObject[]
  readonly resourceVersion: string
  readonly continueToken?: string
  readonly remaining?: number
}

export async function listObjects(parts: ApiParts, resource: ApiResource, request: ListRequest): Promise<ListPage> {
  const { selection, limit = 0 } = request
  const start = request.continueToken === undefined ? undefined : parseToken(request.continueToken)
  const { items, revision } = await parts.objects.list(resource.kind, selection.namespace)
  checkVersion(request, revision)
  const selected = items.filter((item) => isSelected(item, selection, resource)).sort(byKey)
  const after = start === undefined ? selected : selected.filter((item) => keyText(item) > start.after)
  const resourceVersion = String(start?.revision ?? revision)
  if (limit <= 0 || after.length <= limit) return { items: after, resourceVersion }
  const page = after.slice(0, limit)
  const last = page.at(-1)
  const token = last === undefined ? {} : { continueToken: formatToken(Number(resourceVersion), keyText(last)) }
  const remaining = selection.labels.length + selection.fields.length === 0 ? { remaining: after.length - limit } : {}
  return { items: page, resourceVersion, ...token, ...remaining }
}

function checkVersion({ resourceVersion = '', resourceVersionMatch }: ListRequest, current: number): void {
  if (resourceVersion === '' || resourceVersion === '0') return
  const asked = Number(resourceVersion)
  if (!Number.isSafeInteger(asked) || asked < 0)
    throw badRequest(
      `Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
    )
  if (asked > current) throw tooNew(asked, current)
  if (resourceVersionMatch === 'Exact' && asked < current) {
    throw expired('The provided resource version is no longer available: only the newest is kept for exact lists.')
  }
}

/** A version that the server has not reached: the client may try again. */
export function tooNew(asked: number, current: number) {
  return refusal(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    retryAfterSeconds: 1,
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
  })
}

function keyText({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

function byKey(left: KubeObject, right: KubeObject): number {
  const [a, b] = [keyText(left), keyText(right)]
  return a < b ? -1 : a > b ? 1 : 0
}

function formatToken(revision: number, after: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).toString('base64url')
}

function parseToken(text: string): { revision: number; after: string } {
  let value: JsonValue
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw badRequest('continue key is not valid: it is not of this server')
  }
  if (!isJsonObject(value) || typeof value['rv'] !== 'number' || typeof value['start'] !== 'string') {
    throw badRequest('continue key is not valid: it is not of this server')
  }
  return { revision: value['rv'], after: value['start'] }
}
