/**
 * Conditional requests and ranges.
 * Source: RFC 9110 sections 13 and 14, and https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
import type { ByteRange } from '../../storage/index.ts'
import { invalidRange, noSuchKey, notBuilt, preconditionFailed } from './errors.ts'
import type { ObjectVersion } from './objects.ts'

type Headers = Readonly<Record<string, string | undefined>>

/** `not-modified` is an answer; what failed is thrown. @param prefix `x-amz-copy-source-` for the source of a copy */
export function judgeRead(headers: Headers, version: ObjectVersion, prefix = ''): 'go' | 'not-modified' {
  const match = headers[`${prefix}if-match`]
  const since = dateOf(headers[`${prefix}if-unmodified-since`])
  const seconds = Math.floor(version.lastModified / 1000) * 1000
  if (match !== undefined) {
    if (!names(match, version.etag)) throw preconditionFailed('If-Match')
  } else if (since !== undefined && seconds > since) throw preconditionFailed('If-Unmodified-Since')
  const noneMatch = headers[`${prefix}if-none-match`]
  const modified = dateOf(headers[`${prefix}if-modified-since`])
  if (noneMatch !== undefined) return names(noneMatch, version.etag) ? 'not-modified' : 'go'
  return modified !== undefined && seconds <= modified ? 'not-modified' : 'go'
}

/** Of PutObject and its kin. @param current absent if there is no such object now */
export function judgeWrite(headers: Headers, key: string, current: ObjectVersion | undefined): void {
  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined && noneMatch.trim() !== '*') throw notBuilt('If-None-Match with an ETag')
  if (noneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match')
  const match = headers['if-match']
  if (match === undefined) return
  if (current === undefined) throw noSuchKey(key)
  if (!names(match, current.etag)) throw preconditionFailed('If-Match')
}

function names(list: string, etag: string): boolean {
  return list.split(',').some((part) => {
    const tag = part.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag || tag === `"${etag}"`
  })
}

function dateOf(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/

/** `undefined` for the whole: no range, or one that HTTP says to ignore. */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const parts = RANGE.exec(header?.trim() ?? '')
  if (header === undefined || parts === null) return undefined
  const [, from = '', to = ''] = parts
  if (from === '' && to === '') return undefined
  if (from === '') {
    const count = Number(to)
    if (count === 0 || size === 0) throw invalidRange(header, size)
    return { first: Math.max(0, size - count), last: size - 1 }
  }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return undefined
  if (first >= size) throw invalidRange(header, size)
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}
