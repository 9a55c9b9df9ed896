/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and API_HeadObject.html: the same answer, with and
 * without the content.
 */
import type { HttpResponse } from '../../base/index.ts'
import type { BlobStore, ByteRange } from '../../storage/index.ts'
import { judgeRead, rangeOf } from './conditions.ts'
import { invalidArgument, invalidRange, invalidRequest } from './errors.ts'
import { findVersion } from './find-version.ts'
import { objectHeaders } from './object-headers.ts'
import type { ObjectPart, ObjectVersion } from './objects.ts'
import type { S3Operation, S3Request } from './request.ts'
import type { S3Service } from './service.ts'

/** Query parameters that replace headers of the answer; only for signed requests. */
const OVERRIDES = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires']

export function getObject(service: S3Service): S3Operation {
  return { name: 'GetObject', handle: (request) => answer(service, request, true) }
}

export function headObject(service: S3Service): S3Operation {
  return { name: 'HeadObject', handle: (request) => answer(service, request, false) }
}

async function answer(service: S3Service, request: S3Request, withContent: boolean): Promise<HttpResponse> {
  const { bucket, key, query, http } = request
  const { version } = await findVersion(service, request, {
    bucket,
    key,
    versionId: query.get('versionId'),
    actions: [['GetObject', 'GetObjectVersion']],
  })
  if (judgeRead(http.headers, version) === 'not-modified') return { status: 304, headers: objectHeaders(version, false) }
  const part = partRange(version, query.get('partNumber'))
  const range = part?.range ?? rangeOf(http.headers['range'], version.size)
  const whole = range === undefined
  const headers = {
    ...objectHeaders(version, whole && http.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED'),
    ...overrides(request),
    ...(part !== undefined && { 'x-amz-mp-parts-count': String(part.count) }),
  }
  const length = range === undefined ? version.size : range.last - range.first + 1
  const answered = {
    ...headers,
    'content-length': String(length),
    ...(range !== undefined && { 'content-range': `bytes ${range.first}-${range.last}/${version.size}` }),
  }
  const status = whole ? 200 : 206
  if (!withContent) return { status, headers: answered }
  return {
    status,
    headers: answered,
    body: contentOf(service.blobs, version.parts, range ?? { first: 0, last: version.size - 1 }),
  }
}

function overrides(request: S3Request): Record<string, string> {
  const wanted: Record<string, string> = {}
  for (const name of OVERRIDES) {
    const value = request.query.get(`response-${name}`)
    if (value !== undefined) wanted[name] = value
  }
  if (Object.keys(wanted).length > 0 && request.call.caller.principal.type === 'anonymous') {
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.')
  }
  for (const [name, value] of Object.entries(wanted)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the very characters that no header may hold
    if (/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(value))
      throw invalidArgument('Header value cannot be represented.', `response-${name}`, '')
  }
  return wanted
}

interface PartRange {
  /** Absent for an empty object. */
  readonly range: ByteRange | undefined
  readonly count: number
}

function partRange(version: ObjectVersion, text: string | undefined): PartRange | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text)
  }
  const part = version.parts[number - 1]
  if (part === undefined) throw invalidRange(`part ${number}`, version.size)
  let first = 0
  for (const before of version.parts.slice(0, number - 1)) first += before.size
  return { range: part.size === 0 ? undefined : { first, last: first + part.size - 1 }, count: version.parts.length }
}

/** Opens one part after the other, so that the number of open files does not grow with the number of parts. */
export async function* contentOf(blobs: BlobStore, parts: readonly ObjectPart[], range: ByteRange): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const { blob, size } of parts) {
    const first = Math.max(range.first - start, 0)
    const last = Math.min(range.last - start, size - 1)
    start += size
    if (first > last) continue
    const bytes = await blobs.read(blob, { first, last })
    // Overwritten or deleted since the answer began: it must break off, not end early as if that were all.
    if (bytes === undefined) throw new Error('the content was removed while it was being read')
    yield* bytes
  }
}
