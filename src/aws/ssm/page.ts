/**
 * Pages of parameters in the order of their names. A token names the last parameter of the page before, so that
 * parameters made or deleted meanwhile neither repeat nor hide another.
 */
import { invalidNextToken } from './errors.ts'
import type { Place } from './parameter-name.ts'
import type { FoundParameter, Parameters } from './parameters.ts'

export interface PageQuery {
  readonly prefix: string
  readonly maxResults: number
  readonly nextToken: string | undefined
  matches(found: FoundParameter): boolean
}

export interface Page {
  readonly found: readonly FoundParameter[]
  readonly nextToken?: string
}

const CHUNK = 200
const TOKEN_PREFIX = 'after:'

export async function readPage(parameters: Parameters, place: Place, query: PageQuery): Promise<Page> {
  const page: FoundParameter[] = []
  let after = query.nextToken === undefined ? '' : openToken(query.nextToken)
  for (;;) {
    const { found, more } = await parameters.list(place, { prefix: query.prefix, after, limit: CHUNK })
    for (const each of found) {
      if (!query.matches(each)) continue
      const last = page.at(-1)
      if (page.length === query.maxResults && last !== undefined) return { found: page, nextToken: sealToken(last.head.name) }
      page.push(each)
    }
    const last = found.at(-1)
    if (!more || last === undefined) return { found: page }
    after = last.head.name
  }
}

export function sealToken(position: string): string {
  return Buffer.from(TOKEN_PREFIX + position).toString('base64url')
}

/** Throws InvalidNextToken for what `sealToken` did not make. */
export function openToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  if (!text.startsWith(TOKEN_PREFIX) || Buffer.from(text).toString('base64url') !== token) throw invalidNextToken()
  return text.slice(TOKEN_PREFIX.length)
}
