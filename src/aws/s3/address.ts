/**
 * Which bucket and key a request is about: from the host (virtual-host style) or from the path (path style).
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html , with `localhost` for `amazonaws.com`.
 */

export interface S3Address {
  /** Decoded; '' for the service itself. */
  readonly bucket: string
  /** Decoded; '' for a bucket. */
  readonly key: string
  /** Decoded; of a name that is repeated the first. */
  readonly query: ReadonlyMap<string, string>
}

const VIRTUAL_HOST = /^(.+?)(?:\.s3(?:[.-][a-z0-9-]+)?)?\.localhost(?::\d+)?$/i
const SERVICE_HOST = /^s3(?:[.-][a-z0-9-]+)?\.localhost(?::\d+)?$/i

/** The bucket that a `Host` header names, if any. */
export function virtualBucket(host: string | undefined): string | undefined {
  if (host === undefined || SERVICE_HOST.test(host)) return undefined
  return VIRTUAL_HOST.exec(host)?.[1]?.toLowerCase()
}

/** `undefined` if path or query are not percent-encoded UTF-8. */
export function s3Address(target: string, host: string | undefined): S3Address | undefined {
  const mark = target.indexOf('?')
  const path = decoded(mark < 0 ? target : target.slice(0, mark))
  const query = queryOf(mark < 0 ? '' : target.slice(mark + 1))
  if (path === undefined || query === undefined || !path.startsWith('/')) return undefined
  const bucket = virtualBucket(host)
  if (bucket !== undefined) return { bucket, key: path.slice(1), query }
  const slash = path.indexOf('/', 1)
  if (slash < 0) return { bucket: path.slice(1), key: '', query }
  return { bucket: path.slice(1, slash), key: path.slice(slash + 1), query }
}

function queryOf(text: string): Map<string, string> | undefined {
  const query = new Map<string, string>()
  for (const part of text.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decoded((equals < 0 ? part : part.slice(0, equals)).replaceAll('+', ' '))
    const value = equals < 0 ? '' : decoded(part.slice(equals + 1).replaceAll('+', ' '))
    if (name === undefined || value === undefined) return undefined
    if (!query.has(name)) query.set(name, value)
  }
  return query
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
