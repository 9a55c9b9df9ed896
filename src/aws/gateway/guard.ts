/**
 * What no request may be, whatever it asks for: sent to a name that is not ours, sent by a web page, too large in its
 * headers, or ambiguous in its length. See "Who may not" in the design.
 */
import { type HttpRequest, LIMITS } from '../../base/index.ts'
import { AwsError } from '../operation/index.ts'
import type { HostNames } from './host-names.ts'

/** @param object true for requests that may come from a page: those for S3 objects. Throws an `AwsError`. */
export function guard(request: HttpRequest, names: HostNames, object: boolean): void {
  const { headers } = request
  if (!names.allows(headers['host'])) {
    throw new AwsError('AccessDenied', 403, 'The Host header names no host of this endpoint.')
  }
  if (!object && headers['origin'] !== undefined) {
    throw new AwsError('AccessDenied', 403, 'Requests of web pages (with an Origin header) are refused.')
  }
  const site = headers['sec-fetch-site']
  if (!object && (site === 'cross-site' || site === 'same-site')) {
    throw new AwsError('AccessDenied', 403, 'Requests of other sites (Sec-Fetch-Site) are refused.')
  }
  if (headers['transfer-encoding'] !== undefined && headers['content-length'] !== undefined) {
    throw new AwsError('InvalidRequest', 400, 'Content-Length and Transfer-Encoding exclude each other.')
  }
  if (tooManyHeaders(request.rawHeaders)) {
    throw new AwsError('RequestHeaderSectionTooLarge', 400, 'The headers of the request exceed the limits of this endpoint.')
  }
}

function tooManyHeaders(rawHeaders: readonly string[]): boolean {
  if (rawHeaders.length > 2 * LIMITS.http.headers) return true
  let bytes = 0
  for (const text of rawHeaders) bytes += text.length
  return bytes > LIMITS.http.headerBytes
}
