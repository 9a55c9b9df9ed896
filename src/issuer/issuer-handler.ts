/** Serves an issuer's documents over HTTP, to anybody: they are public by nature. */
import type { HttpHandler, HttpResponse } from '../base/index.ts'
import { CACHE_SECONDS, type DocumentPaths } from './issuer-documents.ts'

export interface IssuerTexts {
  discoveryText(): string
  keySetText(): string
}

export function issuerHandler(paths: DocumentPaths, texts: IssuerTexts): HttpHandler {
  return async ({ method, target }) => {
    const path = target.split('?', 1)[0]
    const document = documentAt(path)
    if (document === undefined) return refusal(404, 'not found\n')
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'method not allowed\n', { allow: 'GET, HEAD' })
    const { type, text } = document
    const headers = { 'content-type': type, 'cache-control': `public, max-age=${CACHE_SECONDS}` }
    return method === 'HEAD' ? { status: 200, headers } : { status: 200, headers, body: text() }
  }

  function documentAt(path: string | undefined) {
    if (path === paths.discovery) return { type: 'application/json', text: texts.discoveryText }
    if (path === paths.keySet) return { type: 'application/jwk-set+json', text: texts.keySetText }
    return undefined
  }
}

function refusal(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' }, body }
}
