/**
 * The endpoint's own paths: `GET /_irsa/health` (open), `GET /_irsa/decisions` and `POST /_irsa/reset`, which only root
 * of the default account may ask for, signed with the service name `irsa`.
 */
import type { HttpResponse } from '../../base/index.ts'
import { AwsError, type Caller } from '../operation/index.ts'
import { decodedParameter } from '../wire/index.ts'
import type { RequestRecords } from './request-records.ts'
import { splitTarget } from './target.ts'

export interface Health {
  readonly ready: boolean
  readonly parts: Readonly<Record<string, { readonly ready: boolean; readonly detail?: string }>>
}

export interface OwnEndpoints {
  readonly accountId: string
  readonly records: RequestRecords
  reset?(): Promise<void>
}

export const OWN_PREFIX = '/_irsa/'
export const OWN_SERVICE = 'irsa'

/** True for what anybody may ask. */
export function isHealth(method: string, target: string): boolean {
  return splitTarget(target).path === `${OWN_PREFIX}health` && (method === 'GET' || method === 'HEAD')
}

export function healthResponse(health: Health): HttpResponse {
  return json(health.ready ? 200 : 503, health)
}

/** The name that the record gives to what is asked; '' for what is not there. */
export function ownOperation(method: string, target: string): string {
  const { path } = splitTarget(target)
  if (method === 'GET' && path === `${OWN_PREFIX}decisions`) return 'ListDecisions'
  return method === 'POST' && path === `${OWN_PREFIX}reset` ? 'Reset' : ''
}

/** @param caller whose signature has been verified. Throws an `AwsError` for anybody but root, and for unknown paths. */
export async function ownResponse(own: OwnEndpoints, operation: string, target: string, caller: Caller): Promise<HttpResponse> {
  if (caller.principal.type !== 'root' || caller.accountId !== own.accountId) {
    throw new AwsError('AccessDeniedException', 403, 'Only root of the default account may do this.')
  }
  if (operation === 'ListDecisions') return decisions(own.records, splitTarget(target).query)
  if (operation !== 'Reset') throw new AwsError('UnknownOperationException', 404, 'There is nothing at this path.')
  if (own.reset === undefined) throw new AwsError('NotImplemented', 501, 'This endpoint cannot be reset.', { fault: 'Receiver' })
  await own.reset()
  own.records.clear()
  return json(200, {})
}

/** `?request-id=ID` for one, `?limit=N` for the newest; all that are kept without either. */
function decisions(records: RequestRecords, query: string): HttpResponse {
  const parameters = new Map(
    query.split('&').map((part) => [part.split('=', 1)[0] ?? '', decodedParameter(part.slice(part.indexOf('=') + 1))]),
  )
  const requestId = parameters.get('request-id')
  if (requestId !== undefined) {
    const record = records.find(requestId)
    return json(200, { decisions: record === undefined ? [] : [record] })
  }
  const limit = Number(parameters.get('limit') ?? Number.NaN)
  return json(200, { decisions: records.list(Number.isInteger(limit) && limit > 0 ? limit : undefined) })
}

function json(status: number, value: object): HttpResponse {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(value) }
}
