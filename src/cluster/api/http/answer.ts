/** Answers on the wire. Every body of this server is JSON but logs and health. */
import type { HttpResponse } from '../../../base/index.ts'
import type { Status } from '../../../kube/index.ts'

type Headers = Readonly<Record<string, string | readonly string[]>>

const BASE = { 'cache-control': 'no-cache, private' }

export function jsonAnswer(status: number, body: unknown, headers: Headers = {}): HttpResponse {
  return { status, headers: { ...BASE, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

export function textAnswer(status: number, body: string): HttpResponse {
  const headers = { ...BASE, 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }
  return { status, headers, body }
}

/** A refusal as its Status object. */
export function statusAnswer(status: Status, headers: Headers = {}): HttpResponse {
  const retry = status.details?.['retryAfterSeconds']
  return jsonAnswer(status.code, status, { ...headers, ...(typeof retry === 'number' ? { 'retry-after': String(retry) } : {}) })
}

/** Warnings as headers (RFC 9111, 299): quotes and control characters cannot break out. */
export function warningHeaders(warnings: readonly string[]): Headers {
  if (warnings.length === 0) return {}
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get into a header.
  const clean = (text: string) => text.replace(/[\u0000-\u001f\u007f-\uffff]+/g, ' ').replace(/["\\]/g, '\\$&')
  return { warning: warnings.map((text) => `299 - "${clean(text)}"`) }
}
