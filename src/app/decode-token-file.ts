/** Reads a token from a file or from standard input and takes it apart for people, dates readable. */
import { failure, isJsonObject, type JsonObject, type JsonValue, type Result, success } from '../base/index.ts'
import { readTextInput } from '../io/index.ts'
import { decodeToken } from '../token/index.ts'

export interface DecodedTokenText {
  /** For JSON and YAML: the header and the claims as they are. */
  readonly content: { readonly header: JsonObject; readonly claims: JsonObject }
  /** For a table: claim, value, remark. */
  readonly rows: readonly (readonly [string, string, string])[]
}

/** Claims that are seconds since 1970 (RFC 7519 section 4.1). */
const DATES: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'warnafter'])

export async function decodeTokenFile(file: string): Promise<Result<DecodedTokenText, string>> {
  const text = await readTextInput(file)
  if (text === undefined) return failure(`there is no file '${file}'`)
  const decoded = decodeToken(text.trim())
  if (!decoded.ok) {
    const { part, expected, code } = decoded.problem
    return failure(`not a token that STS would take: its ${part} is refused (${code}); expected: ${expected}`)
  }
  const header = { ...decoded.value.header } as unknown as JsonObject
  const claims = { ...decoded.value.claims } as JsonObject
  const rows = [...rowsOf('header.', header), ...rowsOf('', claims)]
  return success({ content: { header, claims }, rows })
}

function rowsOf(prefix: string, object: JsonObject): [string, string, string][] {
  return Object.entries(object).flatMap(([name, value]): [string, string, string][] => {
    if (isJsonObject(value)) return rowsOf(`${prefix}${name}.`, value)
    return [[`${prefix}${name}`, textOf(value), remarkOn(name, value)]]
  })
}

function textOf(value: JsonValue): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : typeof value === 'string' ? value : JSON.stringify(value)
}

function remarkOn(name: string, value: JsonValue): string {
  if (!DATES.has(name) || typeof value !== 'number' || !Number.isSafeInteger(value)) return ''
  return new Date(value * 1000).toISOString()
}
