/**
 * The canonical request of Signature Version 4, made from the request as it was received.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * Needs the raw target and raw headers: whatever a framework decodes, joins or drops breaks the signature.
 */
import { encodedAgain, normalizedComponent } from './uri-encoding.ts'

export interface SignedMessage {
  readonly method: string
  /** Path and query exactly as received. */
  readonly target: string
  /** Names and values alternating, as received. */
  readonly rawHeaders: readonly string[]
  /** Lower-case hex of the body's SHA-256, or the constant that the client signed instead. */
  readonly payloadHash: string
}

export interface CanonicalOptions {
  /** Lower case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[]
  /** S3 signs the path as it is sent; every other service encodes it a second time. */
  readonly pathEncoding: 'once' | 'twice'
  /** Query parameters that are not signed: the signature itself, and for some services the session token. */
  readonly unsignedParameters?: readonly string[]
}

/** `undefined` if the query holds a `%` that encodes nothing. */
export function canonicalRequest(message: SignedMessage, options: CanonicalOptions): string | undefined {
  const mark = message.target.indexOf('?')
  const path = mark < 0 ? message.target : message.target.slice(0, mark)
  const query = mark < 0 ? '' : canonicalQuery(message.target.slice(mark + 1), options.unsignedParameters ?? [])
  if (query === undefined) return undefined
  const headers = canonicalHeaders(message.rawHeaders, options.signedHeaders)
  const canonicalPath = options.pathEncoding === 'once' ? path : pathEncodedTwice(path)
  return `${message.method}\n${canonicalPath}\n${query}\n${headers}\n${options.signedHeaders.join(';')}\n${message.payloadHash}`
}

function pathEncodedTwice(path: string): string {
  if (path === '/' || path === '') return '/'
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  const tail = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return encodedAgain(`/${segments.join('/')}${tail}`)
}

function canonicalQuery(query: string, unsigned: readonly string[]): string | undefined {
  if (query === '') return ''
  const pairs: (readonly [string, string])[] = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = normalizedComponent(equals < 0 ? part : part.slice(0, equals))
    const value = equals < 0 ? '' : normalizedComponent(part.slice(equals + 1))
    if (name === undefined || value === undefined) return undefined
    if (!unsigned.includes(name)) pairs.push([name, value])
  }
  // By name, then by value: sorting whole pairs would put `a-b` before `a`, because `-` comes before `=`.
  pairs.sort((left, right) => compared(left[0], right[0]) || compared(left[1], right[1]))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

function compared(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function canonicalHeaders(rawHeaders: readonly string[], signedHeaders: readonly string[]): string {
  const values = new Map<string, string>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = folded(rawHeaders[index + 1] ?? '')
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before},${value}`)
  }
  let text = ''
  for (const name of signedHeaders) text += `${name}:${values.get(name) ?? ''}\n`
  return text
}

const RUN_OF_SPACE = /[ \t]{2,}|\t/g

function folded(value: string): string {
  const trimmed = value.trim()
  return trimmed.includes('  ') || trimmed.includes('\t') ? trimmed.replace(RUN_OF_SPACE, ' ') : trimmed
}
