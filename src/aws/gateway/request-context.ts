/**
 * The condition keys of the request itself.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import type { HttpRequest } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import type { Exchange } from './exchange.ts'

export function requestContext(request: HttpRequest, exchange: Exchange): RequestContext {
  const { iso, epoch } = secondOf(exchange.time)
  return {
    'aws:sourceip': exchange.sourceIp,
    'aws:securetransport': exchange.secure ? 'true' : 'false',
    'aws:currenttime': iso,
    'aws:epochtime': epoch,
    'aws:requestedregion': exchange.region,
    'aws:viaawsservice': 'false',
    'aws:useragent': request.headers['user-agent'],
    'aws:referer': request.headers['referer'],
  }
}

/** Formatting a date costs more than the rest of the context, and thousands of requests share a second. */
let lastSecond = { second: Number.NaN, iso: '', epoch: '' }

function secondOf(time: number): { readonly iso: string; readonly epoch: string } {
  const second = Math.floor(time / 1000)
  if (second !== lastSecond.second) {
    lastSecond = { second, iso: `${new Date(second * 1000).toISOString().slice(0, 19)}Z`, epoch: String(second) }
  }
  return lastSecond
}
